import Catalog

/// What stands above the pages of words: which kind.
struct WordsTabs {
    let say: Wording

    func tabs(_ current: PagePath) -> HTML {
        let tabs: [(PagePath, HTML)] = [
            (.categoryWords, say("Kategori", "Categories")),
            (.words(.skill), say("Keterampilan", "Skills")),
            (.words(.synonyms), say("Sinonim", "Synonyms")),
        ]
        return ChipLinks(
            label: say.plain("Jenis kata", "Kinds of words"),
            chips: tabs.map { .init(path: $0, words: $1, isCurrent: $0 == current) }
        ).markup
    }
}

/// All categories, and a form for one more.
struct CategoryListPage {
    let who: StaffVisitor
    let categories: [(category: Catalog.Category, courses: Int)]
    var form: CategoryForm
    var isDone = false

    private var say: Wording { who.say }

    var frame: StaffFrame {
        let mayWrite = VocabularyRoutes.writers.contains(who.staff.role)
        let add: HTML =
            mayWrite
            ? """
            <section class="shelf wide-enough"><h2>\(say("Kategori baru", "A new category"))</h2>
            \(form.markup(for: who, action: .categoryWords, version: nil))</section>
            """ : ""
        return StaffFrame(
            title: say.plain("Kategori", "Categories"), section: .words,
            notice: isDone
                ? .init(
                    kind: .done,
                    text: say.plain(
                        "Tersimpan; katalog segera mengikutinya.",
                        "Saved; the catalogue follows at once.")) : nil,
            content: """
                <h1>\(say("Kategori", "Categories"))</h1>
                \(WordsTabs(say: say).tabs(.categoryWords))
                \(form.errors.summary(say))
                \(list)
                \(add)
                """)
    }

    private var list: HTML {
        let items = categories.map { entry -> HTML in
            let name = entry.category.name
            return """
                <li class="row"><div><h2><a href="\(PagePath.categoryWords(entry.category.id))">\
                \(say.plain(name.id, name.en))</a></h2>
                <p class="muted small">\(entry.category.words.joined(separator: ", "))</p></div>
                <p>\(say.courses(entry.courses))</p></li>
                """
        }
        return "<ul class=\"rows\">\(items)</ul>"
    }
}

/// One category, to change or to remove.
struct CategoryPage {
    let who: StaffVisitor
    let category: Catalog.Category
    let courses: Int
    var form: CategoryForm
    /// Why it was not removed.
    var refused: Refusal?

    private var say: Wording { who.say }

    var frame: StaffFrame {
        let name = say.plain(category.name.id, category.name.en)
        let mayWrite = VocabularyRoutes.writers.contains(who.staff.role)
        return StaffFrame(
            title: name, section: .words,
            notice: refused.map {
                .init(kind: .failed, text: CurationWords(say: say).refusal($0))
            },
            content: """
                <p class="trail"><a href="\(PagePath.categoryWords)">\
                \(say("Kategori", "Categories"))</a></p>
                <h1>\(name)</h1><p class="muted">\(say.courses(courses))</p>
                \(form.errors.summary(say))
                \(mayWrite ? edit : facts)
                """)
    }

    private var facts: HTML { "<p>\(category.words.joined(separator: ", "))</p>" }

    private var edit: HTML {
        let path = PagePath.categoryWords(category.id)
        let version = CategoryView.tag(of: category)
        let remove: HTML =
            courses > 0
            ? """
            <p class="muted small">\(say(
                "Kategori yang masih berisi kelas tidak dapat dihapus.",
                "A category that courses are in cannot be removed."))</p>
            """
            : """
            <form class="shelf" method="post" action="\(path)">\(who.permission)\
            \(StaffFields.hidden("versi", version))\(StaffFields.hidden("aksi", "hapus"))
            <button>\(say("Hapus kategori ini", "Remove this category"))</button></form>
            """
        return """
            <div class="wide-enough">\(form.markup(for: who, action: path, version: version))\
            \(remove)</div>
            """
    }
}

/// The fields of a category, as typed.
struct CategoryForm: Sendable {
    /// Nil for one that has its id already.
    var id: String?
    var indonesian = ""
    var english = ""
    /// One a line.
    var words = ""
    var position = "0"
    var errors = FormErrors()

    init() { id = "" }

    init(_ category: Catalog.Category) {
        indonesian = category.name.id
        english = category.name.en
        words = category.words.joined(separator: "\n")
        position = String(category.position)
    }

    init(_ form: PageForm, hasID: Bool) {
        id = hasID ? nil : form["id"]
        indonesian = form["nama"]
        english = form["nama_en"]
        words = form["kata"]
        position = form["urutan"]
    }

    /// What is no number is out of range, which is then said.
    func category(_ id: String) -> Catalog.Category {
        Catalog.Category(
            id: id, name: .init(id: indonesian, en: english), words: WordLines.words(words),
            position: Int(position) ?? -1)
    }

    func markup(for who: StaffVisitor, action: PagePath, version: String?) -> HTML {
        let say = who.say
        let fields = StaffFields(errors)
        let own = id.map { id in
            fields.input(
                "id", HTML(stringLiteral: "Id"), value: id,
                hint: say("Huruf kecil dan tanda hubung", "Lower-case letters and hyphens"),
                " maxlength=\"64\" required")
        }
        let limit = "\(Catalog.Category.nameLengthMax)"
        return """
            <form class="panel" method="post" action="\(action)" novalidate>\(who.permission)
            \(version.map { StaffFields.hidden("versi", $0) })\(own)
            \(fields.input(
                "nama", say("Nama Indonesia", "Indonesian name"), value: indonesian,
                " maxlength=\"\(limit)\" required"))
            \(fields.input(
                "nama_en", say("Nama Inggris", "English name"), value: english,
                " maxlength=\"\(limit)\" required"))
            \(fields.input(
                "urutan", say("Urutan", "Position"), value: position,
                " inputmode=\"numeric\""))
            \(WordLines.field(
                words, say("Kata platform, satu per baris", "Platforms' words, one a line"),
                errors))
            <button class="primary">\(say("Simpan", "Save"))</button></form>
            """
    }
}

/// Words in a form: one a line.
enum WordLines {
    static func words(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
    }

    static func field(_ text: String, _ label: HTML, _ errors: FormErrors) -> HTML {
        """
        <div class="field"><label for="kata">\(label)</label>
        <textarea id="kata" name="kata" rows="8"\(errors.attributes("kata"))>
        \(text)</textarea>\(errors.message("kata"))</div>
        """
    }
}
