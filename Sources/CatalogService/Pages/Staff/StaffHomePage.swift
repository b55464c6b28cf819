import Catalog

/// The staff's first page: who one is, and where one can go.
struct StaffHomePage {
    let who: StaffVisitor

    var frame: StaffFrame {
        let say = who.say
        let staff = who.staff
        let sections = StaffSection.all
            .filter { $0.roles.contains(staff.role) && $0.path != .staffHome }
            .map { section -> HTML in
                """
                <li class="row"><div><h2><a href="\(section.path)">\(section.label(say))</a></h2>
                <p class="muted">\(section.about(say))</p></div></li>
                """
            }
        let platform = staff.platformID.map { id -> HTML in ": \(id)" }
        return StaffFrame(
            title: say.plain("Beranda", "Home"), section: .home,
            content: """
                <h1>\(say("Halo", "Hello")), \(staff.name)</h1>
                <p class="muted">\(StaffWords(say: say).role(staff.role))\(platform) · \
                \(staff.email)</p>
                <ul class="rows">\(sections)</ul>
                <form class="shelf" method="post" action="\(PagePath.staffSignOut)">\
                \(who.permission)<button>\(say("Keluar", "Sign out"))</button></form>
                """)
    }
}
