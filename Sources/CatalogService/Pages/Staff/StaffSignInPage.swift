import Catalog

/// Signing in of staff: e-mail address, password and code.
struct StaffSignInPage {
    let say: Wording
    /// Where to go afterwards.
    var returning: PagePath = .staffHome
    var email = ""
    var errors = FormErrors()

    var frame: StaffFrame {
        StaffFrame(
            title: say.plain("Masuk", "Sign in"),
            content: """
                <div class="narrow">
                <h1>\(say("Masuk untuk staf", "Sign in for staff"))</h1>
                \(errors.summary(say))
                <form class="panel" method="post" action="\(PagePath.staffSignIn)" novalidate>
                <input type="hidden" name="kembali" value="\(returning)">
                <div class="field"><label for="email">\(say("Surel", "E-mail address"))</label>
                <input id="email" name="email" type="email" autocomplete="username" required \
                value="\(email)" maxlength="254"\(errors.attributes("email"))>
                \(errors.message("email"))</div>
                <div class="field"><label for="sandi">\(say("Kata sandi", "Password"))</label>
                <input id="sandi" name="sandi" type="password" autocomplete="current-password" \
                required maxlength="200"\(errors.attributes("sandi"))>
                \(errors.message("sandi"))</div>
                <div class="field"><label for="kode">\
                \(say("Kode dari aplikasi autentikator", "Code of your authenticator app"))\
                </label>
                <input id="kode" name="kode" inputmode="numeric" autocomplete="one-time-code" \
                required maxlength="7"\(errors.attributes("kode"))>
                \(errors.message("kode"))</div>
                <button class="primary wide">\(say("Masuk", "Sign in"))</button>
                </form>
                </div>
                """)
    }
}
