import Catalog

/// One person of the staff: what they may do, and whether they can sign in.
struct StaffPersonPage {
    /// What an operator typed about somebody.
    struct Typed: Sendable {
        var email = ""
        var name = ""
        var role = Staff.Role.curator.rawValue
        var platform = ""
        var state = Staff.State.active.rawValue
    }

    let who: StaffVisitor
    /// Nil for somebody who is to be added.
    let record: StaffRecord?
    let platforms: [(id: String, name: String)]
    var typed: Typed?
    var errors = FormErrors()
    var isSaved = false

    private var say: Wording { who.say }
    private var words: StaffWords { StaffWords(say: say) }

    var frame: StaffFrame {
        let title = record?.staff.name ?? say.plain("Tambah orang", "Add somebody")
        let mayChange = StaffPeopleRoutes.writers.contains(who.staff.role)
        return StaffFrame(
            title: title, section: .people,
            notice: isSaved
                ? .init(kind: .done, text: say.plain("Tersimpan.", "Saved.")) : nil,
            content: """
                <p class="trail"><a href="\(PagePath.staffPeople)">\
                \(say("Orang dan peran", "People and roles"))</a></p>
                <h1>\(title)</h1>
                \(errors.summary(say))
                \(record.map(facts))
                \(mayChange ? form : "")
                \(mayChange ? record.map(invitation) : nil)
                """)
    }

    private func facts(_ record: StaffRecord) -> HTML {
        let log = PagePath.staffLog.with([("person", record.staff.id.value)])
        return """
            <dl class="bill panel wide-enough">
            <div><dt>\(say("Surel", "E-mail address"))</dt><dd>\(record.staff.email)</dd></div>
            <div><dt>\(say("Peran", "Role"))</dt><dd>\(words.role(record.staff.role))</dd></div>
            <div><dt>\(say("Keadaan", "State"))</dt><dd>\(words.standing(record))</dd></div>
            <div><dt>\(say("Ditambahkan", "Added"))</dt>\
            <dd>\(say.date(record.createdAt))</dd></div>
            <div><dt><a href="\(log)">\(say("Yang dilakukannya", "What they did"))</a></dt></div>
            </dl>
            """
    }

    private var form: HTML {
        let staff = record?.staff
        let values =
            typed
            ?? Typed(
                email: staff?.email ?? "", name: staff?.name ?? "",
                role: staff?.role.rawValue ?? Staff.Role.curator.rawValue,
                platform: staff?.platformID ?? "",
                state: staff?.state.rawValue ?? Staff.State.active.rawValue)
        let fields = StaffFields(errors)
        let none: [(value: String, label: HTML)] = [("", say("Tidak ada", "None"))]
        let email: HTML =
            record == nil
            ? fields.input(
                "email", say("Surel", "E-mail address"), value: values.email,
                " type=\"email\" maxlength=\"254\" autocomplete=\"off\" required") : ""
        let state: HTML =
            record == nil
            ? ""
            : fields.select(
                "keadaan", say("Keadaan", "State"),
                Staff.State.allCases.map { ($0.rawValue, words.state($0)) },
                chosen: values.state)
        let action: PagePath = staff.map { .staffPerson($0.id) } ?? .staffNewPerson
        return """
            <section class="shelf wide-enough">
            <form class="panel" method="post" action="\(action)" novalidate>\(who.permission)
            \(record.map { StaffFields.hidden("versi", $0.tag) })
            \(email)
            \(fields.input(
                "nama", say("Nama", "Name"), value: values.name,
                " maxlength=\"120\" autocomplete=\"off\" required"))
            \(fields.select(
                "peran", say("Peran", "Role"),
                Staff.Role.allCases.map { ($0.rawValue, words.role($0)) }, chosen: values.role))
            \(fields.select(
                "platform", say("Platform (hanya mitra)", "Platform (of a partner alone)"),
                none + platforms.map { ($0.id, "\($0.name)") }, chosen: values.platform))
            \(state)
            <button class="primary">\(record == nil
                ? say("Tambah dan undang", "Add and invite") : say("Simpan", "Save"))</button>
            </form></section>
            """
    }

    private func invitation(_ record: StaffRecord) -> HTML {
        guard record.staff.id != who.staff.id, record.staff.state == .active else { return "" }
        return """
            <section class="shelf wide-enough">
            <h2>\(say("Undang lagi", "Invite anew"))</h2>
            <p>\(say(
                """
                Untuk yang kehilangan telepon atau kata sandi: keduanya dihapus, semua sesinya \
                berakhir, dan undangan baru tampil satu kali.
                """,
                """
                For who lost telephone or password: both are taken away, all sessions end, and a \
                new invitation is shown once.
                """))</p>
            <form method="post" action="\(PagePath.staffPersonInvitation(record.staff.id))">\
            \(who.permission)<button>\(say("Undang lagi", "Invite anew"))</button></form></section>
            """
    }
}

/// An invitation, shown this once.
struct StaffInvitedPage {
    let who: StaffVisitor
    let invitation: StaffInvitation
    let origin: String

    var frame: StaffFrame {
        let say = who.say
        let address = origin + PagePath.staffInvitation.text
        return StaffFrame(
            title: say.plain("Undangan", "Invitation"), section: .people,
            content: """
                <h1>\(say("Undangan ini tampil satu kali", "This invitation is shown once"))</h1>
                <div class="panel wide-enough">
                <p>\(say(
                    "Sampaikan rahasia ini langsung kepada orangnya, bukan lewat surel:",
                    "Hand this secret to the person directly, not by e-mail:"))</p>
                <p class="code-text" id="rahasia"><code>\(invitation.secret)</code></p>
                <p>\(say("Dipakai di", "It is used at")) <strong>\(address)</strong>, \
                \(say("sampai", "until")) \(say.moment(invitation.expiresAt)).</p>
                </div>
                <p class="shelf"><a class="button" href="\(PagePath.staffPeople)">\
                \(say("Kembali", "Back"))</a></p>
                """)
    }
}
