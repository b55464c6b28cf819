import Catalog

/// One's own password and sessions.
struct StaffOwnPage {
    let who: StaffVisitor
    let sessions: [SessionStore.Listed]
    var errors = FormErrors()
    var isSaved = false

    private var say: Wording { who.say }

    var frame: StaffFrame {
        StaffFrame(
            title: say.plain("Akun", "Account"), section: .account,
            notice: isSaved
                ? .init(kind: .done, text: say.plain("Tersimpan.", "Saved.")) : nil,
            content: """
                <h1>\(say("Akunmu", "Your account"))</h1>
                <p class="muted">\(who.staff.email)</p>
                \(errors.summary(say))
                \(password)
                \(list)
                """)
    }

    private var password: HTML {
        let fields = StaffFields(errors)
        return """
            <section class="shelf wide-enough"><h2>\(say("Kata sandi", "Password"))</h2>
            <form class="panel" method="post" action="\(PagePath.staffPassword)" novalidate>\
            \(who.permission)
            <input type="email" value="\(who.staff.email)" autocomplete="username" hidden>
            \(fields.input(
                "sandi", say("Kata sandi lama", "Old password"),
                " type=\"password\" autocomplete=\"current-password\" maxlength=\"200\" required"))
            \(fields.input(
                "sandi_baru", say("Kata sandi baru", "New password"),
                hint: say(
                    "Sedikitnya 10 huruf. Sesi lain berakhir.",
                    "At least 10 characters. Other sessions end."),
                " type=\"password\" autocomplete=\"new-password\" maxlength=\"200\" required"))
            <button class="primary">\(say("Ganti", "Change"))</button></form></section>
            """
    }

    private var list: HTML {
        let items = sessions.map { session -> HTML in
            let end: HTML =
                session.isCurrent
                ? say("Sesi ini", "This session")
                : """
                <form method="post" action="\(PagePath.staffSessions)">\(who.permission)\
                \(StaffFields.hidden("sesi", session.handle))\
                <button>\(say("Akhiri", "End"))<span class="hidden"> \
                \(say.moment(session.createdAt))</span></button></form>
                """
            return """
                <li class="row"><p>\(say("Masuk", "Signed in")) \(say.moment(session.createdAt))\
                <br><span class="muted small">\(say("sampai", "until")) \
                \(say.moment(session.expiresAt))</span></p><div>\(end)</div></li>
                """
        }
        return """
            <section class="shelf"><h2>\(say("Sesi yang terbuka", "Open sessions"))</h2>
            <ul class="rows">\(items)</ul></section>
            """
    }
}
