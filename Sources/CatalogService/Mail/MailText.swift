import Catalog

/// What a mail says, in the language in which it was asked for.
struct MailText: Sendable {
    let subject: String
    /// Lines end with LF.
    let body: String
    let link: PagePath

    /// The mail that brings a key for a new password.
    /// - Parameter origin: our public URL, without a slash at its end.
    init(passwordKey key: String, for mail: OwedMail, origin: String) {
        let say = Wording(language: mail.language)
        link = PagePath.newPassword.with([("kunci", key)])
        let minutes = PasswordResetStore.lifetime.milliseconds / 60_000
        subject = say.plain("Kata sandi baru", "A new password")
        body = say.plain(
            """
            Halo \(mail.name),

            ada yang meminta kata sandi baru untuk akunmu di Prakerja Belajar. Kalau itu kamu, \
            buka tautan ini dalam \(minutes) menit dan pilih kata sandi baru:

            \(origin)\(link.text)

            Tautan ini hanya berlaku satu kali. Kalau bukan kamu yang meminta, abaikan surat ini: \
            kata sandimu tidak berubah. Jangan teruskan surat ini kepada siapa pun.
            """,
            """
            Hello \(mail.name),

            somebody asked for a new password for your account at Prakerja Belajar. If it was \
            you, open this link within \(minutes) minutes and choose a new password:

            \(origin)\(link.text)

            The link works once. If it was not you, ignore this mail: your password stays as it \
            is. Do not pass this mail on to anybody.
            """)
    }
}
