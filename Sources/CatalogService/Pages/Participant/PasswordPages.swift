import Catalog

/// Asking for a new password; what is answered is the same whoever asks.
struct ForgottenPasswordPage {
    let say: Wording
    var email = ""
    var isAsked = false
    var errors = FormErrors()

    var frame: PageFrame {
        PageFrame(
            title: say.plain("Lupa kata sandi", "Forgotten password"), current: .signIn,
            content: """
                <div class="narrow">
                <h1>\(say("Lupa kata sandi?", "Forgot your password?"))</h1>
                \(isAsked ? asked : form)
                </div>
                """)
    }

    private var asked: HTML {
        let minutes = PasswordResetStore.lifetime.milliseconds / 60_000
        let promise = say(
            """
            Kalau \(email) terdaftar, sebuah tautan sedang dikirim ke sana. Tautan itu berlaku \
            \(minutes) menit dan hanya sekali.
            """,
            """
            If \(email) has an account, a link is on its way there. It works for \(minutes) \
            minutes, and once.
            """)
        return """
            <div class="panel" role="status">
            <p><strong>\(say("Periksa kotak suratmu.", "Look into your mailbox."))</strong></p>
            <p>\(promise)</p>
            <p class="muted small">\(say(
                "Tidak ada surat setelah beberapa menit? Lihat folder spam, lalu minta lagi.",
                "No mail after some minutes? Look among the spam, then ask again."))</p>
            </div>
            \(back)
            """
    }

    private var form: HTML {
        """
        <p class="lead">\(say(
            "Tulis surelmu, dan kami kirim tautan untuk kata sandi baru.",
            "Enter your address, and we send a link for a new one."))</p>
        \(errors.summary(say))
        <form class="panel" method="post" action="\(PagePath.forgottenPassword)" novalidate>
        <div class="field"><label for="email">\(say("Surel", "E-mail address"))</label>
        <input id="email" name="email" type="email" autocomplete="username" required \
        value="\(email)" maxlength="254"\(errors.attributes("email"))>
        \(errors.message("email"))</div>
        <button class="primary wide">\(say("Kirim tautan", "Send the link"))</button>
        </form>
        \(back)
        """
    }

    private var back: HTML {
        "<p><a href=\"\(PagePath.signIn)\">"
            + say("Kembali untuk masuk", "Back to signing in") + "</a></p>"
    }
}

/// Choosing the new password, by the key that came by mail.
struct NewPasswordPage {
    let say: Wording
    /// The key is good no more.
    var isOver = false
    var errors = FormErrors()

    var frame: PageFrame {
        PageFrame(
            title: say.plain("Kata sandi baru", "New password"), current: .signIn,
            content: """
                <div class="narrow">
                <h1>\(say("Kata sandi baru", "New password"))</h1>
                \(isOver ? over : form)
                </div>
                """)
    }

    private var over: HTML {
        """
        <div class="panel">
        <p>\(say(
            "Tautan ini sudah tidak berlaku: mungkin sudah dipakai, atau lewat waktunya.",
            "This link works no more: it was used, or its time is over."))</p>
        <a class="button primary wide" href="\(PagePath.forgottenPassword)">\
        \(say("Minta tautan baru", "Ask for a new one"))</a>
        </div>
        """
    }

    private var form: HTML {
        """
        \(errors.summary(say))
        <form class="panel" method="post" action="\(PagePath.newPassword)" novalidate>
        <div class="field"><label for="sandi">\(say("Kata sandi baru", "New password"))</label>
        <p class="hint" id="sandi-petunjuk">\(say(
            "Paling sedikit \(PasswordRules.charactersMin) huruf; beberapa kata juga boleh.",
            "At least \(PasswordRules.charactersMin) characters; some words will do."))</p>
        <input id="sandi" name="sandi" type="password" autocomplete="new-password" required \
        maxlength="200"\(errors.attributes("sandi", hint: "sandi-petunjuk"))>
        \(errors.message("sandi"))</div>
        <p class="muted small">\(say(
            "Semua sesi yang masih terbuka diakhiri; setelah ini kamu masuk lagi.",
            "All open sessions end; you sign in again afterwards."))</p>
        <button class="primary wide">\(say("Simpan kata sandi", "Save the password"))</button>
        </form>
        """
    }
}
