import Foundation

/// The mail server that takes our mail: `smtps://USER:PASSWORD@HOST:465`, or `smtp://…:587`,
/// which has to offer STARTTLS unless it is this machine's own.
public struct SMTPServer: Sendable, Equatable {
    public static let submissionPort = 587
    public static let submissionsPort = 465

    public let host: String
    public let port: Int
    /// TLS from the first byte (RFC 8314).
    public let isTLS: Bool
    public let user: String?
    public let password: String?
    /// Certificates that are trusted in place of the system's; nil for the system's.
    public var authoritiesFile: String?

    /// Nil for what is no such URL.
    public init?(_ text: String) {
        guard let url = URLComponents(string: text), let scheme = url.scheme?.lowercased(),
            ["smtp", "smtps"].contains(scheme), let host = url.host, !host.isEmpty,
            url.path.isEmpty || url.path == "/", url.query == nil, url.fragment == nil,
            host.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        self.host = host
        isTLS = scheme == "smtps"
        port = url.port ?? (isTLS ? Self.submissionsPort : Self.submissionPort)
        user = url.user
        password = url.password
    }

    /// What libcurl connects to.
    var address: String { "\(isTLS ? "smtps" : "smtp")://\(host):\(port)" }

    /// On loopback nobody listens between us; everywhere else a password and a person's address
    /// are never sent in the clear.
    var mustEncrypt: Bool { !["127.0.0.1", "[::1]", "::1", "localhost"].contains(host) }
}

/// Why a mail was not sent.
public enum MailFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// It may succeed later.
    case temporary(String)
    /// The server will never take it.
    case refused(String)

    public var description: String {
        switch self {
        case .temporary(let words): "not sent: \(words)"
        case .refused(let words): "refused: \(words)"
        }
    }
}
