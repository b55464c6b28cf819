import Catalog

/// The catalogue as a file, and the imports.
struct FilesPage {
    let who: StaffVisitor
    let imports: [CourseImport]
    let next: String?
    let platforms: [(id: String, name: String)]
    var typed = ""
    var errors = FormErrors()

    private var say: Wording { who.say }
    private var words: FlagWords { FlagWords(say: say) }

    var frame: StaffFrame {
        let mayWrite = CurationRoutes.writers.contains(who.staff.role)
        return StaffFrame(
            title: say.plain("Berkas", "Files"), section: .files,
            content: """
                <h1>\(say("Katalog sebagai berkas", "The catalogue as a file"))</h1>
                \(errors.summary(say))
                \(export)
                \(mayWrite ? begin : "")
                <section><h2>\(say("Impor", "Imports"))</h2>
                \(imports.isEmpty ? empty : list)</section>
                """)
    }

    private var export: HTML {
        let fields = StaffFields()
        let everything: [(value: String, label: HTML)] = [("", say("Semua", "All"))]
        let states = Course.State.allCases.map { state -> (value: String, label: HTML) in
            (state.rawValue, "\(CurationWords(say: say).state(state))")
        }
        return """
            <section class="wide-enough shelf"><h2>\(say("Ekspor", "Export"))</h2>
            <form class="panel" action="\(PagePath.exportFile)">
            \(fields.select(
                "platform", "Platform", everything + platforms.map { ($0.id, "\($0.name)") },
                chosen: ""))
            \(fields.select("state", say("Keadaan", "State"), everything + states, chosen: ""))
            <p class="muted small">\(say(
                "CSV dalam UTF-8, paling banyak 5.000 kelas per berkas.",
                "CSV in UTF-8, at most 5,000 courses a file."))</p>
            <button>\(say("Unduh CSV", "Download CSV"))</button></form></section>
            """
    }

    private var begin: HTML {
        let known = OverrideRules.fields.map(\.rawValue).joined(separator: ", ")
        return """
            <section class="wide-enough"><h2>\(say("Impor baru", "A new import"))</h2>
            <form class="panel" method="post" action="\(PagePath.files)" novalidate>\
            \(who.permission)
            <div class="field" data-into="csv" hidden><label for="berkas">\
            \(say("Pilih berkas", "Choose a file"))</label>
            <input id="berkas" type="file" accept=".csv,text/csv"></div>
            <div class="field"><label for="csv">\(say("Isi berkas CSV", "The file's text"))</label>
            <textarea id="csv" name="csv" rows="8" spellcheck="false" required\
            \(errors.attributes("csv"))>
            \(typed)</textarea>\(errors.message("csv"))
            <p class="hint">\(say(
                "Kolom id, dan yang akan diganti: \(known). Keterampilan dipisah |. Isian kosong "
                    + "tidak mengubah apa pun.",
                "The column id, and what is to change: \(known). Skills are parted by |. An empty "
                    + "field changes nothing."))</p></div>
            <button class="primary">\(say("Periksa dulu", "Check it first"))</button></form>
            </section>
            """
    }

    private var empty: HTML {
        """
        <div class="empty"><p>\(say("Belum ada impor.", "There is no import yet."))</p></div>
        """
    }

    private var list: HTML {
        let items = imports.map { imported -> HTML in
            """
            <li class="row"><div><h2><a href="\(PagePath.file(imported.id))">\
            \(say.moment(imported.createdAt))</a></h2>
            <p class="muted small">\(say.count(imported.rows)) \(say("baris", "rows"))</p></div>
            <p>\(words.state(imported.state))</p></li>
            """
        }
        return "<ul class=\"rows\">\(items)</ul>" + StaffPager.next(.files, [], next, say)
    }
}
