import Catalog

/// Signing in by e-mail address and password.
struct SignInPage {
    let say: Wording
    /// Where to go afterwards.
    var returning: PagePath = .card
    var email = ""
    var errors = FormErrors()
    /// Mail can be sent, so a new password can be asked for.
    var offersReset = false
    var isPasswordNew = false

    var frame: PageFrame {
        PageFrame(
            title: say.plain("Masuk", "Sign in"), current: .signIn,
            notice: isPasswordNew
                ? .init(
                    kind: .done,
                    text: say.plain(
                        "Kata sandimu sudah diganti. Masuklah dengan yang baru.",
                        "Your password is changed. Sign in with the new one."))
                : nil,
            content: """
                <div class="narrow">
                <h1>\(say("Masuk", "Sign in"))</h1>
                \(errors.summary(say))
                <form class="panel" method="post" action="\(PagePath.signIn)" novalidate>
                <input type="hidden" name="kembali" value="\(returning)">
                <div class="field"><label for="email">\(say("Surel", "E-mail address"))</label>
                <input id="email" name="email" type="email" autocomplete="username" required \
                value="\(email)" maxlength="254"\(errors.attributes("email"))>
                \(errors.message("email"))</div>
                <div class="field"><label for="sandi">\(say("Kata sandi", "Password"))</label>
                <input id="sandi" name="sandi" type="password" autocomplete="current-password" \
                required maxlength="200"\(errors.attributes("sandi"))>
                \(errors.message("sandi"))</div>
                <button class="primary wide">\(say("Masuk", "Sign in"))</button>
                </form>
                \(reset)
                </div>
                """)
    }

    private var reset: HTML {
        guard offersReset else { return "" }
        return "<p><a href=\"\(PagePath.forgottenPassword)\">"
            + say("Lupa kata sandi?", "Forgot your password?") + "</a></p>"
    }
}
