import Cryptography

/// What a platform issued to a participant for one course, as we recorded it.
///
/// A certificate proves no completion: it counts while its order is completed.
public struct Certificate: Sendable, Identified, Equatable {
    public static let idPrefix = "crt"

    /// Whether a certificate can be relied on.
    public enum Standing: String, Sendable, Codable, CaseIterable {
        case valid
        /// The platform issued it, but has not proved that the course was completed.
        case awaitsCompletion = "awaits_completion"
        /// Its order was cancelled, refunded or failed.
        case withdrawn
        /// What is stored is not what was recorded: the digest does not fit.
        case altered
    }

    public var id: Identifier<Certificate>
    public var orderID: Identifier<Order>
    public var participantID: Identifier<Participant>
    public var courseID: Identifier<Course>
    public var platformID: String
    /// The platform's own number, unique on that platform.
    public var number: String
    public var url: String
    public var issuedAt: Instant
    /// The participant's name when it was recorded, masked: `S*** R***`.
    public var holder: String
    /// ``digest(of:)`` of ``digestText`` when it was recorded.
    public var digest: String
    public var recordedAt: Instant

    /// The facts that the digest covers, none of them personal; a line feed ends each line:
    ///
    ///     catalogd certificate 1
    ///     id: crt_01k…
    ///     platform: bukalapak
    ///     number: BKL-2026-001
    ///     course: crs_01k…
    ///     issued_at: 2026-03-01T09:00:00Z
    ///     holder: S*** R***
    ///
    /// Line feeds and carriage returns within a value are written as blanks.
    public var digestText: String {
        let lines = [
            "catalogd certificate 1", "id: \(id)", "platform: \(platformID)", "number: \(number)",
            "course: \(courseID)", "issued_at: \(issuedAt)", "holder: \(holder)",
        ]
        return lines.map { line in
            String(line.map { $0.isNewline ? " " : $0 }) + "\n"
        }.joined()
    }

    /// SHA-256 of the text's UTF-8 bytes in lower-case hexadecimal; `sha256sum` computes the same.
    public static func digest(of text: String) -> String {
        Hex.encode(SHA256.digest(Array(text.utf8)))
    }

    /// The first letter of each word, and three stars whatever its length: `S*** R***`.
    public static func masked(_ name: String) -> String {
        name.split(whereSeparator: \.isWhitespace).compactMap(\.first).map { "\($0)***" }
            .joined(separator: " ")
    }

    /// What the certificate is worth while its order is in `state`.
    public func standing(orderState state: Order.State) -> Standing {
        guard Self.digest(of: digestText) == digest else { return .altered }
        switch state {
        case .completed: return .valid
        case .reserved, .placed, .confirmed: return .awaitsCompletion
        case .cancelled, .refunded, .failed: return .withdrawn
        }
    }
}
