import Catalog

/// What a platform told us, and what became of it.
struct StaffEventsPage {
    let who: StaffVisitor
    let platform: (id: String, name: String)
    let verdict: CompletionFinding.Verdict?
    let page: CompletionStore.LogPage

    private var say: Wording { who.say }
    private var words: PlatformWords { PlatformWords(say: say) }

    var frame: StaffFrame {
        let title = say.plain("Panggilan balik", "What it told us")
        let all: [(value: String, label: HTML)] = [("", say("Semua", "All"))]
        return StaffFrame(
            title: "\(title), \(platform.name)", section: .platforms,
            content: """
                <p class="trail"><a href="\(PagePath.staffPlatform(platform.id))">\
                \(platform.name)</a></p>
                <h1>\(title)</h1>
                <form class="filters" action="\(PagePath.staffEvents(platform.id))">
                \(StaffFields().select(
                    "verdict", say("Putusan", "Verdict"),
                    all + CompletionFinding.Verdict.allCases.map {
                        ($0.rawValue, words.verdict($0))
                    }, chosen: verdict?.rawValue ?? ""))
                <button>\(say("Saring", "Filter"))</button></form>
                \(page.events.isEmpty ? empty : list)
                \(StaffPager.next(
                    .staffEvents(platform.id), verdict.map { [("verdict", $0.rawValue)] } ?? [],
                    page.next?.value, say))
                """)
    }

    private var empty: HTML {
        page.next == nil
            ? """
            <div class="empty"><h2>\(say("Tidak ada panggilan", "There is nothing"))</h2></div>
            """
            : """
            <div class="empty"><h2>\(say(
                "Tidak ada di antara yang terbaru", "Nothing among the newest"))</h2>
            <p>\(say("Lihat yang lebih lama.", "Look further back."))</p></div>
            """
    }

    private var list: HTML {
        let rows = page.events.map { event -> HTML in
            """
            <tr><td>\(say.moment(event.receivedAt))</td>\
            <th scope="row"><a href="\(PagePath.staffEvent(platform.id, event.id))">\
            \(event.name)</a></th><td>\(words.verdict(event.finding.verdict))</td>\
            <td>\(words.reason(event.finding))</td>\
            <td>\(event.orderID?.value ?? event.enrolmentReference ?? "–")</td>\
            <td class="money">\(event.repeats)</td></tr>
            """
        }
        return """
            <div class="scroll" tabindex="0" role="region" \
            aria-label="\(say("Panggilan", "Events"))"><table>
            <thead><tr><th scope="col">\(say("Diterima", "Received"))</th>\
            <th scope="col">\(say("Jenis", "Kind"))</th>\
            <th scope="col">\(say("Putusan", "Verdict"))</th>\
            <th scope="col">\(say("Mengapa", "Why"))</th>\
            <th scope="col">\(say("Pesanan", "Order"))</th>\
            <th scope="col" class="money">\(say("Ulangan", "Repeats"))</th></tr></thead>
            <tbody>\(rows)</tbody></table></div>
            """
    }
}

/// One event with its evidence, and trying again.
struct StaffEventPage {
    /// Bytes of a body that are shown; all of it is in the interface for programs.
    static let bodyBytesShown = 64 << 10

    let who: StaffVisitor
    let platform: (id: String, name: String)
    let evidence: CompletionStore.Evidence
    var isJudged = false
    var refusal: String?

    private var say: Wording { who.say }

    var frame: StaffFrame {
        let words = PlatformWords(say: say)
        let event = evidence.event
        var notice: PageFrame.Notice?
        if isJudged {
            notice = .init(
                kind: .done,
                text: say.plain(
                    "Sudah dinilai lagi; putusannya di bawah.",
                    "It was judged again; the verdict stands below."))
        } else if let refusal {
            notice = .init(kind: .failed, text: refusal)
        }
        return StaffFrame(
            title: "\(event.name), \(platform.name)", section: .platforms, notice: notice,
            content: """
                <p class="trail"><a href="\(PagePath.staffEvents(platform.id))">\
                \(say("Panggilan balik", "What it told us")), \(platform.name)</a></p>
                <h1>\(event.name)</h1>
                <dl class="bill panel wide-enough">
                <div><dt>\(say("Diterima", "Received"))</dt>\
                <dd>\(say.moment(event.receivedAt))</dd></div>
                <div><dt>\(say("Nomor dari platform", "The platform's id"))</dt>\
                <dd class="small">\(event.eventID)</dd></div>
                <div><dt>\(say("Putusan", "Verdict"))</dt>\
                <dd>\(words.verdict(event.finding.verdict))</dd></div>
                <div><dt>\(say("Mengapa", "Why"))</dt>\
                <dd class="small">\(words.reason(event.finding))</dd></div>
                <div><dt>\(say("Pesanan", "Order"))</dt>\
                <dd class="small">\(event.orderID?.value ?? "–")</dd></div>
                <div><dt>\(say("Pendaftaran", "Enrolment"))</dt>\
                <dd class="small">\(event.enrolmentReference ?? "–")</dd></div>
                <div><dt>\(say("Datang lagi", "Came again"))</dt><dd>\(event.repeats)</dd></div>
                </dl>
                \(again)
                \(body)
                """)
    }

    private var again: HTML {
        let event = evidence.event
        guard PlatformEventRoutes.writers.contains(who.staff.role),
            [.unknownOrder, .contradiction].contains(event.finding.verdict)
        else { return "" }
        return """
            <form class="shelf" method="post" \
            action="\(PagePath.staffEvent(platform.id, event.id))">\
            \(who.permission)<button class="primary">\(say("Nilai lagi", "Judge again"))</button>\
            </form>
            """
    }

    private var body: HTML {
        guard PlatformEventRoutes.bodyReaders.contains(who.staff.role) else { return "" }
        let text = String(decoding: evidence.body.prefix(Self.bodyBytesShown), as: UTF8.self)
        return """
            <section class="shelf" aria-labelledby="isi-mentah"><h2 id="isi-mentah">\
            \(say("Isi seperti datangnya", "The body as it came"))</h2>
            <pre class="panel scroll" tabindex="0" role="region" aria-labelledby="isi-mentah">\
            \(text)</pre></section>
            """
    }
}
