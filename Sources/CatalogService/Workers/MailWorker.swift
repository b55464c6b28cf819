import Catalog
import PlatformAdapters

/// Sends the mail that is owed, one after the other. A key is made when its mail is sent, in the
/// command that takes the mail: nobody who reads the store finds one.
struct MailWorker: Sendable {
    /// How often it looks where nobody told it.
    static let pause = Span.seconds(15)

    let context: ServiceContext

    func run() async {
        while !Task.isCancelled {
            if await !sendOne() { await context.mail.news.wait(atMost: Self.pause) }
        }
    }

    /// - Returns: whether there may be more to send.
    private func sendOne() async -> Bool {
        do {
            let now = context.clock.now()
            guard try await context.reads.run({ try MailStore($0).isDue(now: now) }) else {
                return false
            }
            let taken = try await context.commands.run { database -> (OwedMail, String)? in
                guard let mail = try MailStore(database).claim(now: now) else { return nil }
                let resets = PasswordResetStore(database)
                return (mail, try resets.issue(to: mail.participantID, now: now))
            }
            guard let (mail, key) = taken else { return false }
            try await send(mail, key: key, now: now)
            return true
        } catch {
            context.log.warning("mail_failed", ["error": CommandFailure.words(for: error)])
            return false
        }
    }

    private func send(_ mail: OwedMail, key: String, now: Instant) async throws {
        let text = MailText(
            passwordKey: key, for: mail, origin: context.configuration.publicURL)
        do {
            try await context.mail.send(text, for: mail, now: now)
            try await context.commands.run { try MailStore($0).strike(mail.id) }
            context.metrics.count("catalogd_mails_total", labels: "state=\"sent\"")
        } catch let failure as MailFailure {
            let words = "\(failure)"
            context.metrics.count("catalogd_mails_total", labels: "state=\"failed\"")
            context.log.warning("mail_not_sent", ["mail": mail.id.value, "error": words])
            try await context.commands.run { database in
                let mails = MailStore(database)
                if case .refused = failure {
                    try mails.strike(mail.id)
                } else {
                    try mails.note(words, about: mail.id)
                }
            }
        }
    }
}
