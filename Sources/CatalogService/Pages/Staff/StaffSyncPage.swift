import Catalog

/// One sync with its notes: each record that was rejected or held, and why.
struct StaffSyncPage {
    let who: StaffVisitor
    let platform: String
    let report: SyncReport

    private var say: Wording { who.say }
    private var words: PlatformWords { PlatformWords(say: say) }

    var frame: StaffFrame {
        let title = say.plain("Sinkronisasi \(report.number)", "Sync \(report.number)")
        let detail = report.detail.map { text -> HTML in "<p class=\"notice failed\">\(text)</p>" }
        return StaffFrame(
            title: "\(title), \(platform)", section: .platforms,
            content: """
                <p class="trail"><a href="\(PagePath.staffPlatform(report.platformID))">\
                \(platform)</a></p>
                <div class="list-head"><h1>\(title)</h1><p>\(words.state(report.state))</p></div>
                \(detail)
                \(facts)
                \(notes)
                """)
    }

    private var facts: HTML {
        func line(_ label: HTML, _ count: Int) -> HTML {
            "<div><dt>\(label)</dt><dd>\(say.count(count))</dd></div>"
        }
        let feed =
            report.fullFeed
            ? say("katalog penuh", "whole catalogue") : say("yang berubah saja", "changes only")
        return """
            <dl class="bill panel wide-enough">
            <div><dt>\(say("Mulai", "Began"))</dt><dd>\(say.moment(report.startedAt))</dd></div>
            <div><dt>\(say("Dibaca", "Read"))</dt><dd>\(feed)</dd></div>
            \(line(say("Baru", "New"), report.created))
            \(line(say("Berubah", "Changed"), report.changed))
            \(line(say("Tetap", "Unchanged"), report.unchanged))
            \(line(say("Ditarik", "Delisted"), report.delisted))
            \(line(say("Ditolak", "Rejected"), report.rejected))
            \(line(say("Ditahan", "Held"), report.held))
            \(line(say("Permintaan", "Requests"), report.requests))
            </dl>
            """
    }

    private var notes: HTML {
        guard !report.notes.isEmpty else {
            return """
                <div class="empty"><h2>\(say(
                    "Semua catatan diterima", "Every record was taken"))</h2></div>
                """
        }
        let rows = report.notes.map { note -> HTML in
            let change = note.change.map { change -> HTML in
                "\(change.field): \(change.old ?? "–") → \(change.new ?? "–")"
            }
            return """
                <tr><td>\(words.kind(note.kind))</td><th scope="row"><code>\(note.record)</code>\
                </th><td>\(note.reason)</td><td>\(change)</td></tr>
                """
        }
        return """
            <section class="shelf" aria-labelledby="catatan"><h2 id="catatan">\
            \(say("Catatan", "Notes"))</h2>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="catatan"><table>
            <thead><tr><th scope="col">\(say("Jenis", "Kind"))</th>\
            <th scope="col">\(say("Kelas", "Record"))</th>\
            <th scope="col">\(say("Mengapa", "Why"))</th>\
            <th scope="col">\(say("Perubahan", "Change"))</th></tr></thead>
            <tbody>\(rows)</tbody></table></div></section>
            """
    }
}
