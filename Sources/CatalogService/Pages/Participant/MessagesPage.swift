import Catalog

/// What happened to somebody's orders, newest first.
struct MessagesPage {
    let say: Wording
    let messages: [Message]
    let next: MomentCursor?
    /// What is later is new.
    let readUntil: Instant
    /// Names by id.
    let platforms: [String: String]

    var frame: PageFrame {
        PageFrame(
            title: say.plain("Pesan", "Messages"), current: .messages,
            content: """
                <h1>\(say("Pesan", "Messages"))</h1>
                \(messages.isEmpty ? empty : list)
                """)
    }

    private var empty: HTML {
        """
        <div class="empty"><h2>\(say("Belum ada kabar", "No news yet"))</h2>
        <p>\(say(
            "Di sini tampil kabar pesananmu: diterima platform, saldo kembali, sertifikat terbit.",
            "What happens to your orders is told here: enrolled, money back, certificate."))</p>
        <p><a class="button primary" href="\(PagePath.courses)">\
        \(say("Cari kelas", "Find a course"))</a></p></div>
        """
    }

    private var list: HTML {
        let items = messages.map { message -> HTML in
            let isNew = message.at > readUntil
            let mark: HTML =
                isNew ? "<span class=\"badge\">\(say("Baru", "New"))</span> " : ""
            return """
                <li class="row\(isNew ? " new" : "")"><div>\
                <h2>\(mark)<a href="\(link(message))">\(headline(message))</a></h2>
                <p>\(story(message))</p></div>
                <p class="muted small">\(say.moment(message.at))</p></li>
                """
        }
        let more = next.map { cursor -> HTML in
            let path = PagePath.messages.with([("cursor", cursor.text)])
            return """
                <nav class="pager" aria-label="\(say("Halaman", "Pages"))"><a class="button" \
                rel="next" href="\(path)">\(say("Pesan sebelumnya", "Earlier messages"))</a></nav>
                """
        }
        return "<ul class=\"rows\">\(items)</ul>\(more)"
    }

    private func link(_ message: Message) -> PagePath {
        switch message.kind {
        case .incentiveEarned: .incentive
        case .certificateIssued:
            message.certificateID.map(PagePath.certificate) ?? .order(message.orderID)
        default: .order(message.orderID)
        }
    }

    private func headline(_ message: Message) -> HTML {
        switch message.kind {
        case .orderConfirmed: say("Kamu terdaftar", "You are enrolled")
        case .orderFailed: say("Pendaftaran ditolak", "The enrolment was refused")
        case .orderCancelled: say("Pesanan dibatalkan", "The order was cancelled")
        case .orderRefunded: say("Saldo dikembalikan", "Your money is back")
        case .courseCompleted: say("Kelas selesai", "Course completed")
        case .certificateIssued: say("Sertifikat terbit", "Your certificate is here")
        case .incentiveEarned: say("Insentif didapat", "Incentive earned")
        }
    }

    private func story(_ message: Message) -> HTML {
        let course = message.courseTitle
        let platform = platforms[message.platformID] ?? message.platformID
        let amount = say.money(message.amount)
        switch message.kind {
        case .orderConfirmed:
            return say(
                "\(platform) menerima pendaftaranmu di “\(course)”. Selamat belajar!",
                "\(platform) has enrolled you in “\(course)”. Enjoy it!")
        case .orderFailed:
            let told = message.detail.map { "<br><q>\($0)</q>" as HTML }
            return say(
                "\(platform) tidak menerima “\(course)”; \(amount) kembali ke kartumu.",
                "\(platform) did not take “\(course)”; \(amount) is back on your card.")
                + (told ?? "")
        case .orderCancelled, .orderRefunded:
            return say(
                "“\(course)” dibatalkan; \(amount) kembali ke kartumu.",
                "“\(course)” was cancelled; \(amount) is back on your card.")
        case .courseCompleted:
            return say(
                "\(platform) mencatat kamu menyelesaikan “\(course)”. Beri nilai dan ulasan.",
                "\(platform) reports that you completed “\(course)”. Rate and review it.")
        case .certificateIssued:
            return say(
                "Sertifikat “\(course)” dari \(platform) dapat dilihat dan dibagikan.",
                "The certificate of “\(course)” from \(platform) can be seen and shared.")
        case .incentiveEarned:
            return say(
                "Kamu berhak atas \(amount) dalam beberapa pembayaran.",
                "You have earned \(amount), paid in instalments.")
        }
    }
}
