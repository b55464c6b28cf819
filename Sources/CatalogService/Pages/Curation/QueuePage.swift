import Catalog

/// What waits for curators, with a form for many at once.
struct QueuePage: Sendable {
    /// Fewer than a form has fields.
    static let limit = 25
    static let bulksMax = 5

    /// A bulk that could not be tried, as it was typed.
    struct Failed: Sendable {
        let refusal: Refusal
        let action: String
        let reason: String
        let chosen: Set<String>
    }

    let who: StaffVisitor
    let filter: QueueFilter
    let cursor: String?
    let failed: Failed?
    let entries: [QueueEntry]
    let counts: [QueueKind: Int]
    let feeds: [HeldFeed]
    /// The newest decisions about many, which can be undone.
    let bulks: [Bulk]
    let names: [String: String]
    let next: String?
    /// When all of it was read.
    let readAt: Instant
    let platforms: [(id: String, name: String)]
    let categories: [Catalog.Category]

    private var say: Wording { who.say }
    private var words: CurationWords { CurationWords(say: say, names: names) }
    private var errors: FormErrors {
        var errors = FormErrors()
        guard let failed else { return errors }
        let field = failed.refusal.code == "reason_length" ? "alasan" : "daftar"
        errors.add(field, words.refusal(failed.refusal))
        return errors
    }
    private var mayDecide: Bool { CurationRoutes.writers.contains(who.staff.role) }

    var frame: StaffFrame {
        StaffFrame(
            title: say.plain("Kurasi", "Curation"), section: .curation,
            content: """
                <h1>\(say("Antrean kurasi", "Curation queue"))</h1>
                \(errors.summary(say))
                \(kinds)
                \(held)
                \(narrowing)
                \(entries.isEmpty ? empty : list)
                \(recent)
                """)
    }

    /// The filter and the place in the queue, as they stand in an address.
    private func parameters(
        _ kind: QueueKind?, _ cursor: String? = nil
    ) -> [(name: String, value: String)] {
        let parameters: [(name: String, value: String?)] = [
            ("kind", kind?.rawValue), ("platform", filter.platform),
            ("category", filter.category), ("state", filter.state?.rawValue), ("cursor", cursor),
        ]
        return parameters.compactMap { name, value in value.map { (name, $0) } }
    }

    /// The same queue of another kind.
    private func path(_ kind: QueueKind?, cursor: String? = nil) -> PagePath {
        PagePath.curation.with(parameters(kind, cursor))
    }

    private var kinds: HTML {
        func chip(_ kind: QueueKind?, _ label: String) -> ChipLinks.Chip {
            let count = kind.map { " \(say.count(counts[$0] ?? 0))" } ?? ""
            return .init(
                path: path(kind), words: "\(label)\(count)", isCurrent: kind == filter.kind)
        }
        let chips = QueueKind.allCases.map { chip($0, words.kind($0)) }
        return ChipLinks(
            label: say.plain("Jenis", "Kinds"),
            chips: [chip(nil, say.plain("Semua", "All"))] + chips
        ).markup
    }

    private var held: HTML {
        guard !feeds.isEmpty, filter.kind == nil || filter.kind == .held else { return "" }
        let names = Dictionary(platforms.map { ($0.id, $0.name) }) { first, _ in first }
        let items = feeds.map { feed -> HTML in
            let reason = feed.reason.map { reason -> HTML in "<br>\(reason)" }
            return """
                <li><a href="\(PagePath.staffSync(feed.platformID, feed.number))">\
                \(names[feed.platformID] ?? feed.platformID)</a>: \
                \(say("\(feed.held) perubahan ditahan", "\(feed.held) changes are held")), \
                \(say.moment(feed.heldAt))\(reason)</li>
                """
        }
        return "<div class=\"notice failed\"><ul>\(items)</ul></div>"
    }

    private var narrowing: HTML {
        func select(
            _ name: StaticString, _ label: HTML, _ chosen: String?,
            _ options: [(value: String, label: String)]
        ) -> HTML {
            let items = options.map { option -> HTML in
                let mark: HTML = option.value == chosen ? " selected" : ""
                return "<option value=\"\(option.value)\"\(mark)>\(option.label)</option>"
            }
            let name = HTML(stringLiteral: name)
            return """
                <div class="sort"><label for="\(name)">\(label)</label>
                <select id="\(name)" name="\(name)"><option value="">\(say("Semua", "All"))\
                </option>\(items)</select></div>
                """
        }
        let kind = filter.kind.map { kind -> HTML in
            "<input type=\"hidden\" name=\"kind\" value=\"\(kind.rawValue)\">"
        }
        return """
            <form class="chips" method="get" action="\(PagePath.curation)" data-auto>\(kind)
            \(select("platform", "Platform", filter.platform,
                platforms.map { ($0.id, $0.name) }))
            \(select("category", say("Kategori", "Category"), filter.category,
                categories.map { ($0.id, say.plain($0.name.id, $0.name.en)) }))
            \(select("state", say("Keadaan", "State"), filter.state?.rawValue,
                Course.State.allCases.map { ($0.rawValue, words.state($0)) }))
            <button>\(say("Saring", "Filter"))</button></form>
            """
    }

    private var empty: HTML {
        """
        <div class="empty"><h2>\(say("Tidak ada yang menunggu", "Nothing waits"))</h2>
        <p>\(say(
            "Pelatihan yang baru datang atau berubah akan tampil di sini. Longgarkan saringan "
                + "untuk melihat lebih banyak.",
            "Courses that come or change will be here. Loosen the filter to see more."))</p>
        <p><a class="button" href="\(PagePath.curation)">\
        \(say("Lihat semua", "See all"))</a></p></div>
        """
    }

    private var list: HTML {
        let more = next.map { cursor -> HTML in
            """
            <nav class="pager" aria-label="\(say.plain("Halaman", "Pages"))"><a class="button" \
            rel="next" href="\(path(filter.kind, cursor: cursor))">\
            \(say("Berikutnya", "Next"))</a></nav>
            """
        }
        guard mayDecide else { return table + (more ?? "") }
        let kept = parameters(filter.kind, self.cursor).map { name, value -> HTML in
            "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
        }
        return """
            <form method="get" action="\(PagePath.curationBulk)" id="daftar" novalidate>\(kept)
            <input type="hidden" name="dibaca" value="\(readAt.milliseconds)">
            \(table)
            <p class="muted small">\(say(
                "Di dalam daftar: j dan k berpindah, x memilih, a memilih semua, o membuka.",
                "Within the list: j and k move, x chooses, a chooses all, o opens."))</p>
            \(deed)
            </form>\(more)
            """
    }

    private var recent: HTML {
        guard !bulks.isEmpty else { return "" }
        let items = bulks.map { bulk -> HTML in
            let undone: HTML =
                bulk.undoneAt == nil ? "" : " · \(say("diurungkan", "undone"))"
            return """
                <li><a href="\(PagePath.bulk(bulk.id))">\(words.action(bulk.action))</a>: \
                \(bulk.reason) <span class="muted small">\(words.name(bulk.author)) · \
                \(say.moment(bulk.madeAt))\(undone)</span></li>
                """
        }
        return """
            <section class="shelf"><h2>\(say("Tindakan terakhir", "Last deeds"))</h2>
            <ul class="why">\(items)</ul></section>
            """
    }

    private var deed: HTML {
        let options = BulkCommand.Action.allCases.map { action -> HTML in
            let mark: HTML = action.rawValue == failed?.action ? " selected" : ""
            return "<option value=\"\(action.rawValue)\"\(mark)>\(words.action(action))</option>"
        }
        let (limit, typed) = (CurationReason.lengthMax, failed?.reason ?? "")
        return """
            <div class="panel wide-enough shelf"><h2>\(say("Untuk yang dipilih", "For the chosen"))\
            </h2>
            <div class="field"><label for="aksi">\(say("Tindakan", "Action"))</label>
            <select id="aksi" name="aksi">\(options)</select></div>
            <div class="field"><label for="alasan">\(say("Alasan", "Reason"))</label>
            <input id="alasan" name="alasan" required maxlength="\(limit)" value="\(typed)"\
            \(errors.attributes("alasan"))>\(errors.message("alasan"))</div>
            <button class="primary">\(say("Coba dulu", "Try it first"))</button></div>
            """
    }

    private var table: HTML {
        let choice: HTML =
            mayDecide ? "<th scope=\"col\">\(say("Pilih", "Choose"))</th>" : ""
        return """
            <div class="scroll"><table class="stack">
            <thead><tr>\(choice)<th scope="col">\(say("Pelatihan", "Course"))</th>\
            <th scope="col">\(say("Mengapa", "Why"))</th>\
            <th scope="col" class="money">\(say("Harga", "Price"))</th>\
            <th scope="col">\(say("Keadaan", "State"))</th></tr></thead>
            <tbody data-keys>\(entries.map(row))</tbody></table></div>
            """
    }

    private func row(_ entry: QueueEntry) -> HTML {
        let mark: HTML =
            failed?.chosen.contains(entry.courseID.value) == true ? " checked" : ""
        let choose = say.plain("Pilih \(entry.title)", "Choose \(entry.title)")
        let choice: HTML =
            mayDecide
            ? "<td><input type=\"checkbox\" name=\"pilih\" value=\"\(entry.courseID.value)\" "
                + "aria-label=\"\(choose)\"\(mark)></td>" : ""
        let name = platforms.first { $0.id == entry.platformID }?.name ?? entry.platformID
        return """
            <tr>\(choice)<th scope="row"><a href="\(PagePath.curated(entry.courseID))">\
            \(entry.title)</a><br><span class="muted small">\(name) · \
            \(say.date(entry.since))</span></th>
            <td>\(why(entry))</td>
            <td class="money">\(say.price(entry.price))</td>
            <td class="last">\(words.badge(entry.state))</td></tr>
            """
    }

    private func why(_ entry: QueueEntry) -> HTML {
        let kinds = entry.kinds.map(words.kind).joined(separator: ", ")
        var lines: HTML = "\(kinds)"
        if !entry.changedFields.isEmpty {
            let fields = entry.changedFields.map(words.field).joined(separator: ", ")
            lines += "<br><span class=\"muted small\">\(fields)</span>"
        }
        if !entry.flags.isEmpty {
            let flags = entry.flags.map { say.label($0.label) }.joined(separator: ", ")
            lines += "<br><span class=\"small\">\(flags)</span>"
        }
        for change in entry.held {
            guard let field = CourseField(rawValue: change.field) else { continue }
            lines += """
                <br><span class="small">\(words.field(field)): \
                \(words.value(change.old, of: field)) → \(words.value(change.new, of: field))</span>
                """
        }
        return lines
    }
}
