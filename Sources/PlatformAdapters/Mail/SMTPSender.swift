import Foundation

/// Sends mail over libcurl, one connection a mail. libcurl blocks, so each mail has a thread of
/// its own for as long as it takes; callers send one after the other.
public struct SMTPSender: Sendable {
    public static let connectSecondsMax = 10
    public static let sendSecondsMax = 60

    private let server: SMTPServer

    public init(_ server: SMTPServer) {
        self.server = server
    }

    /// Returns when the server has taken the mail.
    public func send(_ message: MailMessage) async throws(MailFailure) {
        let server = server
        let outcome = await withCheckedContinuation { waiter in
            let thread = Thread { waiter.resume(returning: SMTPHandle().send(message, by: server)) }
            thread.name = "mail"
            thread.stackSize = 512 << 10
            thread.start()
        }
        try outcome.get()
    }
}
