import Foundation
import PlatformAdapters

extension Configuration {
    static let mailKeys = ["CATALOGD_SMTP_URL", "CATALOGD_MAIL_FROM", "CATALOGD_SMTP_CA_FILE"]

    /// Reads one of ``mailKeys``. A URL may hold a password: no message repeats it.
    mutating func setMail(_ key: String, to value: String) throws(ConfigurationError) {
        switch key {
        case "CATALOGD_SMTP_URL":
            guard let server = SMTPServer(value) else {
                throw ConfigurationError(
                    key: key, problem: "is no URL as in smtps://USER:PASSWORD@mail.example:465")
            }
            mailServer = server
        case "CATALOGD_MAIL_FROM":
            guard let address = MailAddress(value) else {
                throw ConfigurationError(
                    key: key, problem: "\"\(value)\" is no address, as in no-reply@catalog.example")
            }
            mailFrom = address
        case "CATALOGD_SMTP_CA_FILE":
            guard FileManager.default.isReadableFile(atPath: value) else {
                throw ConfigurationError(key: key, problem: "\(value) cannot be read")
            }
            mailAuthoritiesFile = value
        default: break
        }
    }

    /// Brings the three together.
    mutating func completeMail() throws(ConfigurationError) {
        guard mailServer != nil else { return }
        guard mailFrom != nil else {
            throw ConfigurationError(
                key: "CATALOGD_MAIL_FROM", problem: "is missing: mail needs an address of its own")
        }
        mailServer?.authoritiesFile = mailAuthoritiesFile
    }
}
