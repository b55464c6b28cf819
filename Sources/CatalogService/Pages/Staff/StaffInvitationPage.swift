import Catalog

/// From an invitation to a password and a second factor, in two steps.
struct StaffInvitationPage {
    let say: Wording
    var secret = ""
    /// What the second step shows; nil in the first.
    var prepared: (email: String, factor: SecondFactor)?
    var errors = FormErrors()

    var frame: StaffFrame {
        StaffFrame(
            title: say.plain("Undangan", "Invitation"),
            content: """
                <div class="narrow">
                <h1>\(say("Selamat datang", "Welcome"))</h1>
                \(errors.summary(say))
                \(prepared.map(second) ?? first)
                </div>
                """)
    }

    private var first: HTML {
        let fields = StaffFields(errors)
        return """
            <form class="panel" method="post" action="\(PagePath.staffInvitation)" novalidate>
            \(fields.input(
                "rahasia", say("Rahasia dari undanganmu", "The secret of your invitation"),
                value: secret, " autocomplete=\"off\" maxlength=\"128\" required"))
            \(fields.input(
                "sandi_baru", say("Kata sandi barumu", "Your new password"),
                hint: say("Sedikitnya 10 huruf.", "At least 10 characters."),
                " type=\"password\" autocomplete=\"new-password\" maxlength=\"200\" required"))
            <button class="primary wide">\(say("Lanjut", "Go on"))</button></form>
            """
    }

    /// An app reads the link; where there is none, people type the secret.
    private func second(_ prepared: (email: String, factor: SecondFactor)) -> HTML {
        let fields = StaffFields(errors)
        var groups: [Substring] = []
        var rest = prepared.factor.base32[...]
        while !rest.isEmpty {
            groups.append(rest.prefix(4))
            rest = rest.dropFirst(4)
        }
        return """
            <form class="panel" method="post" action="\(PagePath.staffConfirmation)" novalidate>
            <p>\(say(
                "Tambahkan kunci ini ke aplikasi autentikator, lalu tulis kode yang tampil.",
                "Add this key to your authenticator app, then type the code that it shows."))</p>
            <p class="code-text" id="kunci"><code>\(groups.joined(separator: " "))</code></p>
            <p><a href="\(prepared.factor.link(for: prepared.email))">\
            \(say("Buka aplikasi di telepon ini", "Open the app on this telephone"))</a></p>
            \(StaffFields.hidden("rahasia", secret))
            \(fields.input(
                "kode", say("Kode", "Code"),
                " inputmode=\"numeric\" autocomplete=\"one-time-code\" maxlength=\"7\" required"))
            <button class="primary wide">\(say("Selesai", "Done"))</button></form>
            """
    }
}

extension SecondFactor {
    /// The address as a link: it begins with a scheme of its own and holds nothing that was not
    /// encoded.
    fileprivate func link(for email: String) -> HTML { HTML(escaping: address(for: email)) }
}
