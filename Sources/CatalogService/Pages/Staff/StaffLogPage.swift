import Catalog

/// Who did what.
struct StaffLogPage {
    let who: StaffVisitor
    /// The filter as it stands in the address.
    let parameters: [(name: String, value: String)]
    let entries: [StaffLogEntry]
    let next: String?

    private var say: Wording { who.say }

    var frame: StaffFrame {
        StaffFrame(
            title: say.plain("Catatan", "Log"), section: .log,
            content: """
                <h1>\(say("Siapa melakukan apa", "Who did what"))</h1>
                \(filters)
                \(entries.isEmpty ? empty : table)
                \(StaffPager.next(.staffLog, parameters, next, say))
                """)
    }

    private func value(_ name: String) -> String {
        parameters.first { $0.name == name }?.value ?? ""
    }

    private var filters: HTML {
        let fields = StaffFields()
        let person = value("person")
        return """
            <form class="filters" action="\(PagePath.staffLog)">
            \(person.isEmpty ? "" : StaffFields.hidden("person", person))
            \(fields.input(
                "action", say("Tindakan", "Action"), value: value("action"),
                " maxlength=\"200\" autocomplete=\"off\""))
            \(fields.input(
                "subject", say("Yang dikenai", "Done to"), value: value("subject"),
                " maxlength=\"200\" autocomplete=\"off\""))
            \(fields.input("since", say("Sejak", "Since"), value: value("since"), " type=\"date\""))
            \(fields.input(
                "until", say("Sebelum", "Before"), value: value("until"), " type=\"date\""))
            <button>\(say("Saring", "Filter"))</button></form>
            """
    }

    private var empty: HTML {
        let all: HTML = """
            <p><a href="\(PagePath.staffLog)">\(say("Lihat semua catatan", "See the whole log"))\
            </a></p>
            """
        return """
            <div class="empty"><h2>\(say("Tidak ada catatan", "Nothing is noted"))</h2>
            \(parameters.isEmpty ? "" : all)</div>
            """
    }

    private var table: HTML {
        let rows = entries.map { entry -> HTML in
            let action = PagePath.staffLog.with([("action", entry.action)])
            let subject = PagePath.staffLog.with([("subject", entry.subject)])
            let name: HTML =
                entry.staffID.map { id in
                    let path = PagePath.staffLog.with([("person", id.value)])
                    return "<a href=\"\(path)\">\(entry.staffName ?? id.value)</a>"
                } ?? say("Baris perintah", "Command line")
            return """
                <tr><td>\(say.moment(entry.at))</td><th scope="row">\(name)</th>\
                <td><a href="\(action)">\(entry.action)</a></td>\
                <td><a href="\(subject)"><code>\(entry.subject)</code></a></td>\
                <td>\(entry.detail)</td></tr>
                """
        }
        return """
            <div class="scroll" tabindex="0" role="region" \
            aria-label="\(say("Catatan", "Log"))"><table>
            <thead><tr><th scope="col">\(say("Kapan", "When"))</th>\
            <th scope="col">\(say("Siapa", "Who"))</th>\
            <th scope="col">\(say("Tindakan", "Action"))</th>\
            <th scope="col">\(say("Yang dikenai", "Done to"))</th>\
            <th scope="col">\(say("Rincian", "Detail"))</th></tr></thead>
            <tbody>\(rows)</tbody></table></div>
            """
    }
}
