import Catalog

/// One order: where it stands, what happened so far, and what can be done now.
struct OrderPage {
    let visitor: Visitor
    let view: OrderView
    let platform: String
    var isNew = false
    var errors = FormErrors()
    var review = ""
    /// What was chosen in a form that is shown again; 0 where nothing was.
    var stars = 0

    private var say: Wording { visitor.say }
    private var words: OrderWords { OrderWords(say: say) }
    private var order: Order { view.order }

    var frame: PageFrame {
        PageFrame(
            title: view.course.title, current: .orders,
            notice: isNew ? .init(kind: .done, text: bought) : nil,
            content: """
                <nav class="trail" aria-label="\(say("Jejak", "Breadcrumb"))">\
                <a href="\(PagePath.orders)">\(say("Pesanan", "Orders"))</a></nav>
                <article class="order">
                <header><h1>\(view.course.title)</h1>
                <p class="by">\(platform) · \(say.money(order.price))</p>
                <p>\(words.badge(order.state))</p>
                <p>\(words.waiting(view, platform: platform))</p></header>
                \(errors.summary(say))
                \(start)
                \(code)
                \(booked)
                \(timeline)
                \(receipt)
                \(actions)
                </article>
                """)
    }

    private var bought: String {
        say.plain(
            "Pesananmu tercatat. Saldo baru terpakai bila platform menerima pendaftaranmu.",
            "Your order is recorded. Your balance is only used when the platform enrols you.")
    }

    /// Who has completed a course may look at it again.
    private var start: HTML {
        guard order.state == .confirmed || order.state == .completed else { return "" }
        let way = PagePath.order(order.id).text + "/mulai"
        let words =
            order.startedAt == nil
            ? say("Mulai belajar", "Start the course")
            : say("Lanjutkan belajar", "Go on with the course")
        return "<p><a class=\"button primary\" href=\"\(way)\">\(words)</a></p>"
    }

    private var code: HTML {
        guard let code = order.redeemCode, order.state == .confirmed else { return "" }
        return """
            <p class="panel">\(say("Kode penukaran", "Redeem code")) <strong class="code-text">\
            \(code)</strong></p>
            """
    }

    private var booked: HTML {
        guard let schedule = view.schedule else { return "" }
        let zone = LocalZone(region: schedule.regency)
        return """
            <p>\(say("Jadwalmu", "Your date")): <strong>\(say.moment(schedule.startsAt, in: zone))\
            </strong></p>
            """
    }

    /// What one prints to show what was paid.
    private var receipt: HTML {
        let paid =
            switch order.state {
            case .reserved, .placed: say("Disisihkan dari kartu", "Set aside on your card")
            case .confirmed, .completed: say("Dibayar dengan kartu", "Paid by your card")
            case .cancelled, .refunded, .failed: say("Kembali ke kartu", "Back on your card")
            }
        let number = order.id.value
        return """
            <section aria-labelledby="bukti"><h2 id="bukti">\(say("Bukti", "Receipt"))</h2>
            <dl class="bill panel">
            <div><dt>\(say("Nomor pesanan", "Order"))</dt><dd class="small">\(number)</dd></div>
            <div><dt>\(say("Dipesan", "Ordered"))</dt><dd>\(say.moment(order.createdAt))</dd></div>
            <div><dt>\(say("Kelas", "Course"))</dt><dd class="small">\(view.course.title)</dd></div>
            <div><dt>Platform</dt><dd>\(platform)</dd></div>
            <div class="total"><dt>\(paid)</dt><dd>\(say.money(order.price))</dd></div>
            </dl></section>
            """
    }

    private var timeline: HTML {
        var steps: [(Instant, HTML)] = [
            (order.createdAt, say("Saldo disisihkan", "Balance set aside"))
        ]
        if let at = order.placedAt {
            steps.append((at, say("Diajukan ke \(platform)", "Sent to \(platform)")))
        }
        if let at = order.confirmedAt {
            steps.append((at, say("Terdaftar di \(platform)", "Enrolled at \(platform)")))
        }
        if let at = order.startedAt { steps.append((at, say("Mulai belajar", "Started"))) }
        if let at = order.progressedAt, let progress = order.progress, order.completedAt == nil {
            let percent = Int(progress * 100)
            steps.append((at, say("Kemajuan \(percent)%", "Progress \(percent)%")))
        }
        if let at = order.completedAt { steps.append((at, say("Selesai", "Completed"))) }
        if let at = order.cancelRequestedAt {
            steps.append((at, say("Pembatalan diminta", "Cancellation asked for")))
        }
        if let at = order.endedAt {
            steps.append((at, "\(words.state(order.state))\(failure)"))
        }
        if let at = order.ratedAt { steps.append((at, say("Kamu menilai", "You rated it"))) }
        let items = steps.sorted { $0.0 < $1.0 }.map { at, text -> HTML in
            "<li><span>\(text)</span> <time class=\"muted small\">\(say.moment(at))</time></li>"
        }
        return """
            <section><h2>\(say("Perjalanan pesanan", "What happened"))</h2>
            <ol class="timeline">\(items)</ol></section>
            """
    }

    /// The platform's own words.
    private var failure: HTML {
        guard let text = order.failure else { return "" }
        return ": <q>\(text)</q>"
    }

    // MARK: - What can be done

    private var actions: HTML {
        var parts: [HTML] = []
        if order.state == .completed, order.stars == nil { parts.append(rating) }
        if let stars = order.stars {
            parts.append(
                "<p>\(say("Nilaimu", "Your rating")): \(stars)/5 — "
                    + "<q>\(order.review ?? "")</q></p>"
            )
        }
        if mayCancel { parts.append(cancel) }
        return parts.joined(by: "\n")
    }

    private var mayCancel: Bool {
        switch order.state {
        case .reserved, .placed, .confirmed:
            order.cancelRequestedAt == nil && order.startedAt == nil
        default: false
        }
    }

    private var cancel: HTML {
        """
        <details class="panel"><summary>\(say("Batalkan pesanan", "Cancel this order"))</summary>
        <p>\(say(
            "Saldo kembali ke kartumu setelah platform melepas pendaftaranmu.",
            "The balance comes back to your card once the platform lets your enrolment go."))</p>
        <form method="post" action="\(PagePath.order(order.id).text + "/batal")">
        \(PageForm.permission(for: visitor))
        <button>\(say("Ya, batalkan", "Yes, cancel it"))</button></form></details>
        """
    }

    private var rating: HTML {
        let choices = (1...5).map { stars -> HTML in
            let mark: HTML = stars == self.stars ? " checked" : ""
            return """
                <label><input type="radio" name="bintang" value="\(stars)" required\(mark)> \
                \(stars)<span class="hidden"> \(say("bintang", "stars"))</span></label>
                """
        }
        return """
            <section class="panel"><h2>\(say("Nilai kelas ini", "Rate this course"))</h2>
            <p class="muted">\(say(
                "Nilai dan ulasan diberikan sekali, dan diperlukan untuk insentif.",
                "Rating and review are given once, and the incentive asks for them."))</p>
            <form method="post" action="\(PagePath.order(order.id).text + "/nilai")" novalidate>
            \(PageForm.permission(for: visitor))
            <fieldset class="field stars" id="bintang"><legend>\(say("Bintang", "Stars"))</legend>
            \(choices)\(errors.message("bintang"))</fieldset>
            <div class="field"><label for="ulasan">\(say("Ulasan", "Review"))</label>
            <textarea id="ulasan" name="ulasan" rows="4" maxlength="2000" required\
            \(errors.attributes("ulasan"))>\(review)</textarea>
            \(errors.message("ulasan"))</div>
            <button class="primary">\(say("Kirim penilaian", "Send rating"))</button>
            </form></section>
            """
    }
}
