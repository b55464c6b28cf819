import Catalog

/// Why something was refused, at the field that it is about.
struct StaffRefusalWords: Sendable {
    let say: Wording

    /// - Parameter field: where what is not known here is said.
    func errors(_ refusal: Refusal, field: String) -> FormErrors {
        var errors = FormErrors()
        switch refusal.code {
        case "staff_refused":
            for reason in refusal.reasons {
                errors.add(Self.fields[reason.code] ?? field, words(reason.code) ?? reason.detail)
            }
        default:
            errors.add(
                Self.fields[refusal.code] ?? field, words(refusal.code) ?? refusal.detail)
        }
        return errors
    }

    private static let fields = [
        "email": "email", "name": "nama", "platform": "platform", "email_taken": "email",
        "own_role": "peran", "last_operator": "peran", "wrong_password": "sandi",
        "password_refused": "sandi_baru", "code_refused": "kode", "invitation_refused": "rahasia",
    ]

    private func words(_ code: String) -> String? {
        switch code {
        case "email":
            say.plain("Tulis alamat surel yang benar.", "Enter an e-mail address.")
        case "name":
            say.plain(
                "Tulis nama, paling panjang 120 huruf.", "Enter a name of 1 to 120 characters.")
        case "platform":
            say.plain(
                "Mitra memiliki satu platform; peran lain tidak.",
                "A partner has one platform, nobody else has one.")
        case "email_taken":
            say.plain("Surel ini sudah dipakai.", "Somebody has this e-mail address already.")
        case "own_role":
            say.plain(
                "Peran dan keadaanmu sendiri diubah oleh operator lain.",
                "Another operator changes your own role and state.")
        case "last_operator":
            say.plain(
                "Harus tetap ada satu operator yang aktif.", "One active operator has to remain.")
        case "not_to_invite":
            say.plain(
                "Diri sendiri dan orang yang nonaktif tidak dapat diundang.",
                "Neither oneself nor somebody who is disabled can be invited.")
        case "wrong_password":
            say.plain("Kata sandi lama tidak cocok.", "The old password is not right.")
        case "password_refused":
            say.plain(
                "Kata sandi terdiri dari sedikitnya 10 huruf.",
                "A password has at least 10 characters.")
        case "code_refused":
            say.plain(
                "Kode tidak cocok. Periksa jam teleponmu, lalu tulis kode terbaru.",
                "The code does not fit. Check your telephone's clock, then type the newest one.")
        case "invitation_refused":
            say.plain(
                "Undangan ini tidak dikenal, sudah dipakai, atau kedaluwarsa.",
                "This invitation is not known, has been used, or is too old.")
        default: nil
        }
    }
}
