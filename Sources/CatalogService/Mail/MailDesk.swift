import Catalog
import PlatformAdapters
import Synchronization

/// How mail leaves this service.
struct MailDesk: Sendable {
    static let senderName = "Prakerja Belajar"
    /// Where nobody named one: mail of the demo, which goes nowhere.
    private static let demoAddress = "tanpa-balasan@localhost.localdomain"

    /// Nil where no mail server is configured.
    let sender: SMTPSender?
    /// The demo's own, on which every mail is kept to be looked at.
    let shelf: MailShelf?
    let from: MailAddress
    /// Given when mail may be owed.
    let news = Signal()

    var canSend: Bool { sender != nil || shelf != nil }

    init(_ configuration: Configuration) {
        sender = configuration.mailServer.map(SMTPSender.init)
        shelf = configuration.isDemo ? MailShelf() : nil
        guard let from = configuration.mailFrom ?? MailAddress(Self.demoAddress) else {
            preconditionFailure("the demo's own address is none")
        }
        self.from = from
    }

    func send(_ text: MailText, for mail: OwedMail, now: Instant) async throws(MailFailure) {
        guard let to = MailAddress(mail.email) else {
            throw .refused("the address cannot be sent to")
        }
        let message = MailMessage(
            from: from, fromName: Self.senderName, to: to, subject: text.subject,
            body: text.body, key: mail.id.value + "_\(mail.attempts)", date: now)
        shelf?.put(MailShelf.Item(message: message, link: text.link))
        try await sender?.send(message)
    }
}

/// The last mails of the demo, in memory.
final class MailShelf: Sendable {
    static let itemsMax = 50

    struct Item: Sendable {
        let message: MailMessage
        /// The page that the mail leads to.
        let link: PagePath
    }

    private let kept = Mutex<[Item]>([])

    /// Newest first.
    var items: [Item] { kept.withLock { $0.reversed() } }

    func put(_ item: Item) {
        kept.withLock { kept in
            kept.append(item)
            if kept.count > Self.itemsMax { kept.removeFirst() }
        }
    }
}
