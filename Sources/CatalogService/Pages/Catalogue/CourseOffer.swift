import Catalog

/// The box beside a course: the price, what the purchase would leave, whether it would earn the
/// incentive, and the way to buy.
struct CourseOffer {
    let visitor: Visitor
    let course: Course
    let platform: String
    /// Dates to come.
    let upcoming: [Schedule]
    /// Nil for somebody whom the store knows nothing about.
    let quote: PurchaseQuote?

    private var say: Wording { visitor.say }

    var markup: HTML {
        """
        <p class="amount">\(say.price(course.listing.price))</p>
        \(purchase)
        \(onPlatform)
        """
    }

    private var needsDate: Bool {
        course.listing.delivery == .webinar || course.listing.delivery == .offline
    }

    private var purchase: HTML {
        guard course.listing.price != nil else {
            return """
                <p>\(say(
                    "Platform tidak menyebut harga untuk kelas ini, jadi belum dapat dibeli.",
                    "The platform names no price for this course, so it cannot be bought yet."))</p>
                """
        }
        if needsDate, upcoming.isEmpty {
            return "<p>\(say("Belum ada jadwal berikutnya.", "No further date is listed."))</p>"
        }
        guard let quote else { return stranger }
        return "\(balance(quote))\(incentive(quote.incentive))\(way(quote))"
    }

    private var stranger: HTML {
        let signIn = PagePath.signIn.with([("kembali", PagePath.course(course.slug).text)])
        return """
            <p class="muted">\(say(
                "Dibayar dari saldo kartu pelatihanmu.", "Paid from your training card."))</p>
            \(button)
            <p class="small"><a href="\(signIn)" rel="nofollow">\(say(
                "Masuk untuk melihat sisa saldo dan insentif",
                "Sign in to see what it leaves and earns"))</a></p>
            """
    }

    private var button: HTML {
        """
        <a class="button primary wide" href="\(PagePath.purchase(course.slug))" rel="nofollow">\
        \(say("Beli kelas ini", "Buy this course"))</a>
        """
    }

    private func balance(_ quote: PurchaseQuote) -> HTML {
        guard let balance = quote.balance, quote.orderID == nil else { return "" }
        let total = quote.left.map { left -> HTML in
            "<div class=\"total\"><dt>\(say("Sisa saldo", "Left on the card"))</dt>"
                + "<dd>\(say.money(left))</dd></div>"
        }
        return """
            <dl class="bill"><div><dt>\(say("Saldo kartumu", "On your card"))</dt>\
            <dd>\(say.money(balance))</dd></div>\(total)</dl>
            """
    }

    /// The button, or why there is none.
    private func way(_ quote: PurchaseQuote) -> HTML {
        if let order = quote.orderID {
            return """
                <p class="state good">\(say(
                    "Kelas ini sudah kamu beli.", "You have bought this course."))</p>
                <a class="button wide" href="\(PagePath.order(order))">\
                \(say("Lihat pesananmu", "See your order"))</a>
                """
        }
        guard !quote.refusals.isEmpty else { return button }
        let words = RefusalWords(say: say)
        let items = quote.refusals.map { reason -> HTML in
            "<li>\(words.detail(reason)) <span class=\"muted\">\(words.fix(reason))</span></li>"
        }
        return """
            <p class="state bad">\(say("Belum dapat dibeli", "It cannot be bought now"))</p>
            <ul class="why small">\(items)</ul>
            """
    }

    private var onPlatform: HTML? {
        guard let url = course.listing.url else { return nil }
        // `ListingRules` admitted it: http or https, without quotes or user information.
        return """
            <p class="small"><a href="\(url)" rel="noopener noreferrer nofollow">\
            \(say("Lihat di \(platform)", "See it on \(platform)"))</a></p>
            """
    }

    // MARK: - Incentive

    private func incentive(_ prospect: IncentiveRules.Prospect) -> HTML {
        let isGood = prospect.verdict == .wouldEarn
        let mark: HTML = isGood ? "✓" : "–"
        return """
            <p class="earns small"><span class="tick\(isGood ? " good" : "")" aria-hidden="true">\
            \(mark)</span><span>\(words(prospect))</span></p>
            """
    }

    private func words(_ prospect: IncentiveRules.Prospect) -> HTML {
        switch prospect.verdict {
        case .alreadyGranted:
            say(
                "Insentifmu sudah didapat; tiap orang satu kali.",
                "You have earned the incentive; it comes once a person.")
        case .earnedByAnother:
            say(
                "Yang dihitung untuk insentif adalah kelas yang lebih dulu kamu selesaikan.",
                "The course that you completed before counts for the incentive.")
        case .wouldEarn where prospect.unmet.contains(.payoutAccount):
            say(
                "Kelas ini memenuhi syarat insentif. Sambungkan juga rekeningmu.",
                "This course would earn the incentive. Connect your payout account, too.")
        case .wouldEarn:
            say(
                "Kelas ini memenuhi syarat insentif setelah selesai dan diulas.",
                "This course would earn the incentive, once completed and reviewed.")
        case .wouldNotEarn: whyNot(prospect)
        }
    }

    private func whyNot(_ prospect: IncentiveRules.Prospect) -> HTML {
        switch prospect.unmet.first {
        case .incentiveInScheme:
            return say(
                "Tanpa insentif: skema kartumu tidak membayarnya.",
                "No incentive: the scheme of your card pays none.")
        case .cardNotRevoked:
            return say(
                "Tanpa insentif: kartumu dicabut.", "No incentive: your card was revoked.")
        case .firstCompletion:
            return say(
                "Tanpa insentif: kelas gratis tidak dihitung.",
                "No incentive: a course that costs nothing does not count.")
        case .minimumDuration:
            let least = say.duration(minutes: prospect.minimumCourseMinutes ?? 0)
            guard let minutes = course.listing.durationMinutes else {
                return say(
                    "Tanpa insentif: lamanya tidak disebut, syaratnya paling sedikit \(least).",
                    "No incentive: its length is not told, and it takes at least \(least).")
            }
            let length = say.duration(minutes: minutes)
            return say(
                "Tanpa insentif: lamanya \(length), syaratnya paling sedikit \(least).",
                "No incentive: it takes \(length), and at least \(least) are asked for.")
        default:
            return say("Tanpa insentif.", "No incentive.")
        }
    }
}
