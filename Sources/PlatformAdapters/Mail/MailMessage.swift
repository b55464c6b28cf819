import Catalog
import Foundation

/// One mail to one person, as RFC 5322 writes it down.
public struct MailMessage: Sendable, Equatable {
    public static let subjectCharactersMax = 200
    public static let bodyBytesMax = 64 << 10

    public let from: MailAddress
    /// Stands before the sender's address.
    public let fromName: String
    public let to: MailAddress
    public let subject: String
    /// Plain text; lines end with LF.
    public let body: String
    /// Unique for ever; without the angle brackets.
    public let id: String
    public let date: Instant

    /// What is longer than its limit is cut.
    /// - Parameter key: of the sender's own, unique among its mails, in letters and digits.
    public init(
        from: MailAddress, fromName: String, to: MailAddress, subject: String, body: String,
        key: String, date: Instant
    ) {
        self.from = from
        self.fromName = fromName
        self.to = to
        self.subject = String(subject.prefix(Self.subjectCharactersMax))
        self.body = String(body.prefix(Self.bodyBytesMax))
        let host = from.text.split(separator: "@").last.map(String.init) ?? "localhost"
        id = key.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") } + "@" + host
        self.date = date
    }

    /// The whole of it, ready to be sent; no field can hold a line break of somebody else's.
    var bytes: [UInt8] {
        let fields: [(String, String)] = [
            ("Date", Self.dateText(date)),
            ("From", "\(MailEncoding.headerText(fromName)) <\(from.text)>"),
            ("To", "<\(to.text)>"),
            ("Subject", MailEncoding.headerText(subject)),
            ("Message-ID", "<\(id)>"),
            // No answering machine shall answer (RFC 3834, section 5).
            ("Auto-Submitted", "auto-generated"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "quoted-printable"),
        ]
        let head = fields.map { "\($0.0): \($0.1)\r\n" }.joined() + "\r\n"
        return Array(head.utf8) + MailEncoding.quotedPrintable(body)
    }

    /// RFC 5322, 3.3: `Sat, 21 Nov 2026 08:00:00 +0000`.
    public static func dateText(_ instant: Instant) -> String {
        let style = Date.VerbatimFormatStyle(
            format: """
                \(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \
                \(year: .padded(4)) \
                \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\
                \(minute: .twoDigits):\(second: .twoDigits) +0000
                """,
            locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt,
            calendar: Calendar(identifier: .gregorian))
        return instant.date.formatted(style)
    }
}
