import Catalog

/// What each field of a course was, who changed it, and what all of it was at a past moment.
struct CourseHistoryPage: Sendable {
    static let limit = 50

    let who: StaffVisitor
    let course: CuratedCourse
    let field: CourseField?
    let changes: [CourseChange]
    let next: String?
    /// The fields at the moment asked for.
    let past: (moment: Instant, fields: [CourseField: String])?
    let names: [String: String]

    private var say: Wording { who.say }
    private var words: CurationWords { CurationWords(say: say, names: names) }
    private var path: PagePath { PagePath.curated(course.id, "riwayat") }

    var frame: StaffFrame {
        let title = course.ours[.title] ?? course.slug
        return StaffFrame(
            title: say.plain("Riwayat: \(title)", "History: \(title)"), section: .curation,
            content: """
                <p class="trail"><a href="\(PagePath.curation)">\(say("Antrean", "Queue"))</a> / \
                <a href="\(PagePath.curated(course.id))">\(title)</a></p>
                <h1>\(say("Riwayat", "History"))</h1>
                \(asking)
                \(past.map { pastTable($0.moment, $0.fields) })
                \(list)
                """)
    }

    private var asking: HTML {
        let options = CourseField.allCases.map { option -> HTML in
            let mark: HTML = option == field ? " selected" : ""
            return """
                <option value="\(option.rawValue)"\(mark)>\(words.field(option))</option>
                """
        }
        return """
            <form class="chips" method="get" action="\(path)" data-auto>
            <div class="sort"><label for="bidang">\(say("Bidang", "Field"))</label>
            <select id="bidang" name="bidang"><option value="">\(say("Semua", "All"))</option>\
            \(options)</select></div><button>\(say("Saring", "Filter"))</button></form>
            <form class="chips" method="get" action="\(path)">
            <div class="sort"><label for="pada">\(say("Keadaan pada (WIB)", "As of (WIB)"))</label>
            <input id="pada" name="pada" type="datetime-local" required></div>
            <button>\(say("Lihat", "Show"))</button></form>
            """
    }

    private func pastTable(_ moment: Instant, _ fields: [CourseField: String]) -> HTML {
        let rows = CourseField.allCases.map { field -> HTML in
            let (then, now) = (fields[field], course.ours[field])
            let differs: HTML =
                then == now
                ? "" : " \(HTML.badge(say("lain sekarang", "other now")))"
            return """
                <tr><th scope="row">\(words.field(field))\(differs)</th>
                <td>\(words.value(then, of: field))\(then == now ? "" : revert(field, moment))</td>
                <td>\(words.value(now, of: field))</td></tr>
                """
        }
        return """
            <section class="shelf"><h2 id="saat">\(say("Pada", "As of")) \
            \(say.moment(moment))</h2>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="saat">\
            <table><thead><tr><th scope="col">\(say("Bidang", "Field"))</th>\
            <th scope="col">\(say("Waktu itu", "Then"))</th>\
            <th scope="col">\(say("Sekarang", "Now"))</th></tr></thead>
            <tbody>\(rows)</tbody></table></div></section>
            """
    }

    private func revert(_ field: CourseField, _ moment: Instant) -> HTML {
        guard CurationRoutes.writers.contains(who.staff.role), OverrideRules.fields.contains(field)
        else { return "" }
        return """
            <details><summary>\(say("Pulihkan", "Restore"))<span class="hidden"> \
            \(words.field(field))</span></summary>
            <form method="post" action="\(PagePath.curated(course.id, "pulihkan"))">\
            \(who.permission)
            <input type="hidden" name="versi" value="\(CuratedCourseOutput.tag(of: course))">
            <input type="hidden" name="bidang" value="\(field.rawValue)">
            <input type="hidden" name="saat" value="\(moment.milliseconds)">
            \(CourseFieldTable.reason(field.rawValue, say, text: ""))
            <button class="primary">\(say("Pulihkan", "Restore"))</button></form></details>
            """
    }

    private var list: HTML {
        guard !changes.isEmpty else {
            return """
                <div class="empty"><h2>\(say("Belum ada perubahan", "Nothing has changed"))</h2>
                <p>\(say(
                    "Setiap perubahan bidang akan tercatat di sini.",
                    "Each change of a field will be noted here."))</p></div>
                """
        }
        let rows = changes.map { change -> HTML in
            let field = CourseField(rawValue: change.field)
            func value(_ text: String?) -> String {
                field.map { words.value(text, of: $0) } ?? text ?? "–"
            }
            // What it was before is what it was a moment earlier.
            let before = path.with([("pada", String(change.at.milliseconds - 1))])
            return """
                <tr><td><a href="\(before)">\(say.moment(change.at))\
                <span class="hidden"> \(say("keadaan sebelumnya", "what it was before"))\
                </span></a></td>
                <th scope="row">\(words.field(change.field))</th>
                <td>\(value(change.old))</td><td>\(value(change.new))</td>
                <td>\(words.name(change.author))</td></tr>
                """
        }
        let more = next.map { cursor -> HTML in
            let older = path.with(
                [("cursor", cursor)] + (field.map { [("bidang", $0.rawValue)] } ?? []))
            return """
                <nav class="pager" aria-label="\(say.plain("Halaman", "Pages"))"><a class="button" \
                rel="next" href="\(older)">\(say("Sebelumnya", "Earlier"))</a></nav>
                """
        }
        return """
            <section class="shelf"><h2>\(say("Perubahan", "Changes"))</h2>
            <div class="scroll"><table><thead><tr>\
            <th scope="col">\(say("Kapan", "When"))</th>\
            <th scope="col">\(say("Bidang", "Field"))</th><th scope="col">\(say("Dari", "From"))\
            </th><th scope="col">\(say("Menjadi", "To"))</th><th scope="col">\(say("Oleh", "By"))\
            </th></tr></thead><tbody>\(rows)</tbody></table></div>\(more)</section>
            """
    }
}
