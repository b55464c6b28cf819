import Catalog

/// The one confirmation before a purchase. The form carries a key of its own and the price that
/// was seen: a double click, a step back or a reload never buys twice, and no other price is ever
/// charged than the one that was read.
struct PurchasePage {
    let visitor: Visitor
    var course: Course
    let platform: String
    let regions: [String: String]
    let balance: Money?
    /// Schedules that can be chosen, soonest first.
    let dates: [Schedule]
    let key: String
    /// Why it is refused now; empty where it can be bought.
    var refusals: [Refusal.Reason] = []
    var errors = FormErrors()
    var chosenDate = ""

    private var say: Wording { visitor.say }
    private var price: Money { course.listing.price ?? .zero }

    var frame: PageFrame {
        PageFrame(
            title: say.plain("Beli kelas", "Buy a course"), current: .courses,
            content: """
                <nav class="trail" aria-label="\(say("Jejak", "Breadcrumb"))">\
                <a href="\(PagePath.course(course.slug))">\(course.listing.title)</a></nav>
                <div class="narrow wide-enough">
                <h1>\(say("Beli kelas ini?", "Buy this course?"))</h1>
                \(errors.summary(say))
                \(refused)
                \(form)
                </div>
                """)
    }

    private var refused: HTML {
        guard !refusals.isEmpty else { return "" }
        let words = RefusalWords(say: say)
        let items = refusals.map { reason -> HTML in
            "<li>\(words.detail(reason)) <span class=\"fix\">\(words.fix(reason))</span></li>"
        }
        return """
            <div class="summary" role="alert" tabindex="-1" data-focus>
            <h2>\(say("Belum dapat dibeli", "It cannot be bought now"))</h2>
            <ul>\(items)</ul></div>
            """
    }

    private var form: HTML {
        """
        <form class="panel" method="post" action="\(PagePath.purchase(course.slug))" novalidate>
        \(PageForm.permission(for: visitor))
        <input type="hidden" name="kunci" value="\(key)">
        <input type="hidden" name="harga" value="\(price.rupiah)">
        <dl class="bill">
        <div><dt>\(course.listing.title)<br><span class="muted small">\(platform)</span></dt>\
        <dd class="money">\(say.price(course.listing.price))</dd></div>
        \(account)
        </dl>
        \(choice)
        <p class="muted small">\(say(
            "Saldo disisihkan sekarang dan baru terpakai bila platform menerima pendaftaranmu.",
            "The balance is set aside now, and only used once the platform enrols you."))</p>
        <button class="primary wide">\
        \(say("Beli seharga \(say.price(course.listing.price))",
            "Buy for \(say.price(course.listing.price))"))</button>
        <p><a href="\(PagePath.course(course.slug))">\(say("Kembali", "Back"))</a></p>
        </form>
        """
    }

    private var account: HTML {
        guard let balance else { return "" }
        let left = balance - price
        let rest: HTML =
            left < .zero
            ? "<div class=\"total\"><dt>\(say("Kurang", "Missing"))</dt><dd class=\"state bad\">"
                + "\(say.money(.zero - left))</dd></div>"
            : "<div class=\"total\"><dt>\(say("Sisa saldo", "Left on the card"))</dt>"
                + "<dd>\(say.money(left))</dd></div>"
        return """
            <div><dt>\(say("Saldo sekarang", "Balance now"))</dt>\
            <dd class="money">\(say.money(balance))</dd></div>
            \(rest)
            """
    }

    private var choice: HTML {
        guard !dates.isEmpty else { return "" }
        let options = dates.map { schedule -> HTML in
            let zone = LocalZone(region: schedule.regency)
            let place = schedule.regency.map { regions[$0] ?? $0 } ?? say.plain("Daring", "Online")
            let left = schedule.seats.map { max(0, $0 - schedule.seatsTaken) }
            let isFull = left == 0
            let mark: HTML = isFull ? " disabled" : schedule.code == chosenDate ? " checked" : ""
            let seats: HTML =
                left.map { isFull ? say("penuh", "full") : say("sisa \($0)", "\($0) left") } ?? ""
            return """
                <label class="option"><input type="radio" name="jadwal" value="\(schedule.code)" \
                required\(mark)> <span>\(say.moment(schedule.startsAt, in: zone))<br>\
                <span class="muted small">\(place) \(seats)</span></span></label>
                """
        }
        return """
            <fieldset class="field" id="jadwal"\(errors.attributes("jadwal"))>\
            <legend>\(say("Pilih jadwal", "Choose a date"))</legend>\(options)\
            \(errors.message("jadwal"))</fieldset>
            """
    }
}
