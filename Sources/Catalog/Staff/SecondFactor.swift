import Cryptography
import Foundation

/// A time-based one-time password (RFC 6238) as authenticator apps make it: HMAC-SHA-1, six
/// digits, steps of thirty seconds.
public struct SecondFactor: Sendable, Equatable {
    /// Bytes of a new secret: what RFC 4226 (section 4, R6) recommends.
    public static let secretBytes = 20
    /// Fewer are no secret (the same section).
    public static let secretBytesMin = 16
    public static let secretBytesMax = 64
    public static let stepMilliseconds: Int64 = 30_000
    public static let digits = 6
    /// Steps by which the clocks may differ (RFC 6238 section 5.2 recommends one at most).
    public static let driftSteps: Int64 = 1
    private static let issuer = "catalogd"

    public let secret: [UInt8]

    /// A new secret.
    public init() {
        secret = Random.bytes(Self.secretBytes)
    }

    /// Nil for a secret of another length than is sensible.
    public init?(secret: [UInt8]) {
        guard (Self.secretBytesMin...Self.secretBytesMax).contains(secret.count) else { return nil }
        self.secret = secret
    }

    /// A secret as people write it down.
    public init?(base32 text: String) {
        guard let bytes = Base32.decode(text) else { return nil }
        self.init(secret: bytes)
    }

    public var base32: String { Base32.encode(secret) }

    /// What an authenticator app reads from a picture or a link (the Key URI format).
    public func address(for email: String) -> String {
        let account =
            email.addingPercentEncoding(
                withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-._~")))
            ?? ""
        return "otpauth://totp/\(Self.issuer):\(account)?secret=\(base32)&issuer=\(Self.issuer)"
            + "&algorithm=SHA1&digits=\(Self.digits)&period=\(Self.stepMilliseconds / 1000)"
    }

    /// The step that a moment falls into, counted from 1970.
    public static func step(at now: Instant) -> Int64 { now.milliseconds / stepMilliseconds }

    /// The password of one step (RFC 4226 section 5.3).
    /// - Parameter digits: up to nine.
    public func code(step: Int64, digits: Int = SecondFactor.digits) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - $0 * 8)) }
        let mac = HMACSHA1.authenticate(counter, key: secret)
        let offset = Int(mac[19] & 15)
        let number = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let text = String(number & 0x7FFF_FFFF)
        return String((String(repeating: "0", count: digits) + text).suffix(digits))
    }

    /// The step whose code this is, among those that count at `now`; nil where it is none of them,
    /// or was used already.
    /// - Parameter used: the newest step whose code was used; that one and what was before it no
    ///   longer count.
    public func step(of code: String, now: Instant, used: Int64) -> Int64? {
        let given = Array(code.utf8)
        let current = Self.step(at: now)
        var found: Int64?
        // All are compared, so that the time taken does not tell which one it was.
        for step in current - Self.driftSteps...current + Self.driftSteps
        where equalInConstantTime(given, Array(self.code(step: step).utf8)) {
            found = step
        }
        return found.flatMap { $0 > used ? $0 : nil }
    }
}
