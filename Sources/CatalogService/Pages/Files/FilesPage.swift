import Catalog

/// The catalogue as a file, and the imports.
struct FilesPage {
    let who: StaffVisitor
    let imports: [CourseImport]
    let next: String?
    let platforms: [(id: String, name: String)]
    /// What is to be exported, where it was asked for and is more than one file.
    var selection: ExportSelection?
    var parts: [CourseExportStore.Part] = []
    var typed = ""
    var errors = FormErrors()

    private var say: Wording { who.say }
    private var words: FileWords { FileWords(say: say) }

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
            <section class="wide-enough shelf" id="ekspor"><h2>\(say("Ekspor", "Export"))</h2>
            <form class="panel" action="\(PagePath.exportFile)">
            \(fields.select(
                "platform", "Platform", everything + platforms.map { ($0.id, "\($0.name)") },
                chosen: selection?.platform ?? ""))
            \(fields.select(
                "state", say("Keadaan", "State"), everything + states,
                chosen: selection?.state?.rawValue ?? ""))
            <p class="muted small">\(say(
                "CSV dalam UTF-8. Lebih dari \(say.count(CourseExportStore.pageMax)) kelas "
                    + "menjadi beberapa berkas.",
                "CSV in UTF-8. More than \(say.count(CourseExportStore.pageMax)) courses come as "
                    + "several files."))</p>
            <button>\(say("Unduh CSV", "Download CSV"))</button></form>\(files)</section>
            """
    }

    /// A link to each file: "1–5.000 of 12.340".
    private var files: HTML {
        guard let selection, let total = parts.last?.courses.upperBound else { return "" }
        let links = parts.enumerated().map { index, part -> HTML in
            let path = selection.path(of: part, number: index + 1)
            let (first, last) = (part.courses.lowerBound, part.courses.upperBound)
            return """
                <li class="row"><h3><a href="\(path)" download>\(say.count(first))–\
                \(say.count(last)) \(say("dari", "of")) \(say.count(total))</a></h3>\
                <p class="muted small">\(selection.fileName(index + 1))</p></li>
                """
        }
        return """
            <h3 class="shelf">\(say.count(total)) \(say("kelas dalam", "courses in")) \
            \(say.count(parts.count)) \(say("berkas", "files"))</h3>
            <ul class="rows">\(links)</ul>
            """
    }

    private var begin: HTML {
        let known = OverrideRules.fields.map(\.rawValue).joined(separator: ", ")
        return """
            <section class="wide-enough"><h2>\(say("Impor baru", "A new import"))</h2>
            <form class="panel" method="post" action="\(PagePath.files)" \
            enctype="multipart/form-data" novalidate>\(who.permission)
            <div class="field"><label for="berkas">\
            \(say("Pilih berkas CSV", "Choose a CSV file"))</label>
            <input id="berkas" name="berkas" type="file" accept=".csv,text/csv"\
            \(errors.attributes("berkas", hint: "berkas-petunjuk"))>
            <p class="hint" id="berkas-petunjuk">\(say(
                "Paling besar 4 MB dan \(say.count(CourseImport.rowsMax)) baris.",
                "At most 4 MB and \(say.count(CourseImport.rowsMax)) rows."))</p>\
            \(errors.message("berkas"))</div>
            <div class="field"><label for="csv">\
            \(say("Atau tempelkan isinya", "Or paste its text"))</label>
            <textarea id="csv" name="csv" rows="6" spellcheck="false"\
            \(errors.attributes("csv", hint: "csv-petunjuk"))>
            \(typed)</textarea>\(errors.message("csv"))
            <p class="hint" id="csv-petunjuk">\(say(
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

/// Which courses are exported.
struct ExportSelection: Sendable {
    let platform: String?
    let state: Course.State?

    private var parameters: [(name: String, value: String)] {
        let given = [("platform", platform), ("state", state?.rawValue)]
        return given.compactMap { name, value in value.map { (name: name, value: $0) } }
    }

    /// The page that names the files.
    var page: PagePath { .files.with([("bagian", "semua")] + parameters) }

    func path(of part: CourseExportStore.Part, number: Int) -> PagePath {
        let cursor = part.after.map { [(name: "cursor", value: $0.value)] } ?? []
        return .exportFile.with(parameters + [("bagian", String(number))] + cursor)
    }

    func fileName(_ number: Int?) -> String {
        number.map { "kelas-\($0).csv" } ?? "kelas.csv"
    }
}
