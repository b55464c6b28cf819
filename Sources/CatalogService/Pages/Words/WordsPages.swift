import Catalog

/// Skills or synonyms, with a search and a form for one more.
struct WordsListPage {
    let who: StaffVisitor
    let kind: WordGroup.Kind
    let groups: [WordGroup]
    let query: String
    let next: String?
    var typed = ""
    var errors = FormErrors()
    var isDone = false

    private var say: Wording { who.say }

    static func title(_ kind: WordGroup.Kind, _ say: Wording) -> String {
        kind == .skill
            ? say.plain("Keterampilan", "Skills") : say.plain("Sinonim", "Synonyms")
    }

    static func hint(_ kind: WordGroup.Kind, _ say: Wording) -> HTML {
        kind == .skill
            ? say(
                "Baris pertama nama yang dipakai, lalu sebutan lain; satu per baris",
                "The name that is used first, then what else it is called; one a line")
            : say(
                "Kata atau frasa yang sama artinya, satu per baris",
                "Words or phrases that mean the same, one a line")
    }

    var frame: StaffFrame {
        let title = Self.title(kind, say)
        return StaffFrame(
            title: title, section: .words,
            notice: isDone
                ? .init(
                    kind: .done,
                    text: say.plain(
                        "Tersimpan; katalog segera mengikutinya.",
                        "Saved; the catalogue follows at once.")) : nil,
            content: """
                <h1>\(title)</h1>
                \(WordsTabs(say: say).tabs(.words(kind)))
                \(errors.summary(say))
                \(search)
                \(groups.isEmpty ? empty : list)
                \(add)
                """)
    }

    private var search: HTML {
        """
        <form class="filters" action="\(PagePath.words(kind))">
        \(StaffFields().input("q", say("Cari kata", "Find a word"), value: query))
        <button>\(say("Cari", "Find"))</button></form>
        """
    }

    private var empty: HTML {
        """
        <div class="empty"><h2>\(say("Belum ada entri", "There is no entry"))</h2>
        <p>\(say("Tambahkan di bawah, atau cari kata lain.", "Add one below, or find another."))
        </p></div>
        """
    }

    private var list: HTML {
        let items = groups.map { group -> HTML in
            """
            <li class="row"><h2><a href="\(PagePath.words(group))">\
            \(group.words.joined(separator: ", "))</a></h2></li>
            """
        }
        return "<ul class=\"rows\">\(items)</ul>"
            + StaffPager.next(.words(kind), query.isEmpty ? [] : [("q", query)], next, say)
    }

    private var add: HTML {
        guard VocabularyRoutes.writers.contains(who.staff.role) else { return "" }
        return """
            <section class="shelf wide-enough"><h2>\(say("Tambah", "Add"))</h2>
            <form class="panel" method="post" action="\(PagePath.words(kind))" novalidate>\
            \(who.permission)\(WordLines.field(typed, Self.hint(kind, say), errors))
            <button class="primary">\(say("Tambah", "Add"))</button></form></section>
            """
    }
}

/// One entry, to change or to remove.
struct WordsPage {
    let who: StaffVisitor
    let group: WordGroup
    var typed: String?
    var errors = FormErrors()

    private var say: Wording { who.say }

    var frame: StaffFrame {
        let title = group.words.first ?? ""
        let mayWrite = VocabularyRoutes.writers.contains(who.staff.role)
        return StaffFrame(
            title: title, section: .words,
            content: """
                <p class="trail"><a href="\(PagePath.words(group.kind))">\
                \(WordsListPage.title(group.kind, say))</a></p>
                <h1>\(title)</h1>
                \(errors.summary(say))
                \(mayWrite ? edit : "<p>\(group.words.joined(separator: ", "))</p>")
                """)
    }

    private var edit: HTML {
        let version = StaffFields.hidden("versi", WordGroupView.tag(of: group))
        let text = typed ?? group.words.joined(separator: "\n")
        return """
            <div class="wide-enough">
            <form class="panel" method="post" action="\(PagePath.words(group))" novalidate>\
            \(who.permission)\(version)
            \(WordLines.field(text, WordsListPage.hint(group.kind, say), errors))
            <button class="primary">\(say("Simpan", "Save"))</button></form>
            <form class="shelf" method="post" action="\(PagePath.words(group))">\
            \(who.permission)\(version)\(StaffFields.hidden("aksi", "hapus"))
            <button>\(say("Hapus entri ini", "Remove this entry"))</button></form></div>
            """
    }
}
