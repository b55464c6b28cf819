import Catalog

/// The people of the staff.
struct StaffPeoplePage {
    let who: StaffVisitor
    let filter: StaffStore.Filter
    let people: [StaffRecord]
    let next: String?

    private var say: Wording { who.say }
    private var words: StaffWords { StaffWords(say: say) }

    var frame: StaffFrame {
        let add: HTML =
            StaffPeopleRoutes.writers.contains(who.staff.role)
            ? """
            <a class="button primary" href="\(PagePath.staffNewPerson)">\
            \(say("Tambah orang", "Add somebody"))</a>
            """ : ""
        return StaffFrame(
            title: say.plain("Orang", "People"), section: .people,
            content: """
                <div class="list-head"><h1>\(say("Orang dan peran", "People and roles"))</h1>\
                \(add)</div>
                \(filters)
                \(people.isEmpty ? empty : list)
                """)
    }

    private var filters: HTML {
        let everyone: [(value: String, label: HTML)] = [("", say("Semua", "All"))]
        let fields = StaffFields()
        return """
            <form class="filters" action="\(PagePath.staffPeople)">
            \(fields.select(
                "role", say("Peran", "Role"),
                everyone + Staff.Role.allCases.map { ($0.rawValue, words.role($0)) },
                chosen: filter.role?.rawValue ?? ""))
            \(fields.select(
                "state", say("Keadaan", "State"),
                everyone + Staff.State.allCases.map { ($0.rawValue, words.state($0)) },
                chosen: filter.state?.rawValue ?? ""))
            <button>\(say("Saring", "Filter"))</button></form>
            """
    }

    private var empty: HTML {
        """
        <div class="empty"><h2>\(say("Tidak ada yang cocok", "Nobody fits"))</h2>
        <p><a href="\(PagePath.staffPeople)">\(say("Lihat semua orang", "See everybody"))</a></p>
        </div>
        """
    }

    private var list: HTML {
        let items = people.map { record -> HTML in
            let staff = record.staff
            let platform = staff.platformID.map { id -> HTML in ": \(id)" }
            return """
                <li class="row"><div><h2><a href="\(PagePath.staffPerson(staff.id))">\
                \(staff.name)</a></h2>
                <p class="muted small">\(staff.email) · \(words.role(staff.role))\(platform)</p>\
                </div><p>\(words.standing(record))</p></li>
                """
        }
        var parameters: [(name: String, value: String)] = []
        if let role = filter.role { parameters.append(("role", role.rawValue)) }
        if let state = filter.state { parameters.append(("state", state.rawValue)) }
        return "<ul class=\"rows\">\(items)</ul>"
            + StaffPager.next(PagePath.staffPeople, parameters, next, say)
    }
}

/// The way to the next page of a list.
enum StaffPager {
    static func next(
        _ path: PagePath, _ parameters: [(name: String, value: String)], _ cursor: String?,
        _ say: Wording
    ) -> HTML {
        guard let cursor else { return "" }
        let next = path.with(parameters + [("cursor", cursor)])
        return """
            <nav class="pager" aria-label="\(say("Halaman", "Pages"))"><a class="button" \
            rel="next" href="\(next)">\(say("Berikutnya", "Next"))</a></nav>
            """
    }
}
