import Catalog

/// One import: what it would change or has changed, and what can be done with it.
struct FilePage {
    let who: StaffVisitor
    let imported: CourseImport
    let entries: [ImportEntry]
    let outcome: ImportEntry.Outcome?
    let next: String?
    var reason = ""
    var errors = FormErrors()

    private var say: Wording { who.say }
    private var words: FileWords { FileWords(say: say) }
    private var fields: CurationWords { CurationWords(say: say) }
    private var path: PagePath { .file(imported.id) }

    private var isUnderWay: Bool {
        [.checking, .applying, .undoing].contains(imported.state)
    }

    var frame: StaffFrame {
        StaffFrame(
            title: say.plain("Impor", "Import"), section: .files,
            content: """
                <p class="trail"><a href="\(PagePath.files)">\(say("Berkas", "Files"))</a></p>
                <h1>\(say("Impor", "Import")) \(say.moment(imported.createdAt))</h1>
                \(errors.summary(say))
                \(progress)
                \(deed)
                \(outcomes)
                \(entries.isEmpty ? empty : table)
                """)
    }

    private var progress: HTML {
        let again: HTML =
            isUnderWay
            ? """
            <p><progress max="\(imported.rows + 1)" value="\(imported.line)" \
            aria-label="\(say.plain("Kemajuan", "Progress"))"></progress>
            <a class="button" href="\(path)">\(say("Lihat kemajuan", "See how far it is"))</a></p>
            """ : ""
        let reason = imported.reason.map { reason -> HTML in "<p>\(reason)</p>" }
        return """
            <div role="status"><p class="lead">\(words.state(imported.state)) · \
            \(say.count(imported.rows)) \(say("baris", "rows"))</p>\(again)\(reason)</div>
            """
    }

    private var deed: HTML {
        guard CurationRoutes.writers.contains(who.staff.role) else { return "" }
        switch imported.state {
        case .checked where imported.counts[.change] ?? 0 > 0:
            let limit = "\(CurationReason.lengthMax)"
            return """
                <form class="panel wide-enough shelf" method="post" action="\(path)" novalidate>\
                \(who.permission)
                \(StaffFields(errors).input(
                    "alasan", say("Alasan", "Reason"), value: reason,
                    hint: say(
                        "Harga yang banyak berubah menunggu orang kedua.",
                        "A price that changes much waits for a second person."),
                    " required maxlength=\"\(limit)\""))
                <button class="primary">\(say("Jalankan", "Apply"))</button></form>
                """
        case .done where imported.counts[.applied] ?? 0 > 0:
            return """
                <form class="shelf" method="post" action="\(path)">\(who.permission)\
                \(StaffFields.hidden("aksi", "urungkan"))
                <button>\(say("Urungkan", "Undo"))</button></form>
                """
        default: return ""
        }
    }

    private var outcomes: HTML {
        func chip(_ outcome: ImportEntry.Outcome?, _ label: String, _ count: Int) -> ChipLinks.Chip
        {
            .init(
                path: path.with(outcome.map { [("outcome", $0.rawValue)] } ?? []),
                words: "\(label) \(say.count(count))", isCurrent: outcome == self.outcome)
        }
        let counts = imported.counts
        let all = chip(nil, say.plain("Semua", "All"), counts.values.reduce(0, +))
        let chips = ImportEntry.Outcome.allCases.filter { counts[$0] ?? 0 > 0 }
            .map { chip($0, words.outcome($0), counts[$0] ?? 0) }
        let errors: HTML =
            counts[.refused] ?? 0 > 0
            ? """
            <p><a class="button" href="\(PagePath.fileErrors(imported.id))">\
            \(say("Unduh yang ditolak", "Download what was refused"))</a></p>
            """ : ""
        return """
            <div class="shelf">\(ChipLinks(
                label: say.plain("Hasil", "Outcomes"), chips: [all] + chips).markup)</div>
            \(errors)
            """
    }

    private var empty: HTML {
        """
        <div class="empty"><p>\(isUnderWay
            ? say("Sebentar lagi tampil di sini.", "It will be here shortly.")
            : say("Tidak ada yang berubah.", "Nothing changes."))</p></div>
        """
    }

    private var table: HTML {
        let rows = entries.map { entry -> HTML in
            let field = entry.column.isEmpty ? "–" : fields.field(entry.column)
            let id = Identifier<Course>(entry.courseID)
            let line: HTML =
                id.map { "<a href=\"\(PagePath.curated($0))\">\(entry.line)</a>" }
                ?? "\(entry.line)"
            return """
                <tr><th scope="row" data-label="\(say.plain("Baris", "Line"))">\(line)</th>\
                <td data-label="\(say.plain("Bidang", "Field"))">\(field)</td>\
                <td data-label="\(say.plain("Sekarang", "Now"))">\(value(entry.old, entry))</td>\
                <td data-label="\(say.plain("Menjadi", "Becomes"))">\
                \(value(entry.new, entry))</td>\
                <td data-label="\(say.plain("Hasil", "Outcome"))"><div>\
                \(words.outcome(entry.outcome))\(detail(entry))</div></td></tr>
                """
        }
        let parameters = outcome.map { [(name: "outcome", value: $0.rawValue)] } ?? []
        return """
            <div class="scroll" tabindex="0" role="region" \
            aria-label="\(say.plain("Baris", "Rows"))"><table class="stack"><thead><tr>\
            <th scope="col">\(say("Baris", "Line"))</th>\
            <th scope="col">\(say("Bidang", "Field"))</th>\
            <th scope="col">\(say("Sekarang", "Now"))</th>\
            <th scope="col">\(say("Menjadi", "Becomes"))</th>\
            <th scope="col">\(say("Hasil", "Outcome"))</th></tr></thead>
            <tbody>\(rows)</tbody></table></div>
            \(StaffPager.next(path, parameters, next, say))
            """
    }

    private func value(_ text: String?, _ entry: ImportEntry) -> String {
        guard let field = CourseField(rawValue: entry.column) else { return text ?? "–" }
        return fields.value(text, of: field)
    }

    private func detail(_ entry: ImportEntry) -> HTML? {
        guard let detail = words.detail(of: entry), entry.outcome != .applied else { return nil }
        return "<br><span class=\"small\">\(detail)</span>"
    }
}
