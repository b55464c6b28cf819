import Catalog
import Foundation

/// What is said of a person who is to work here, checked.
struct StaffInput: Sendable {
    let email: String
    let name: String
    let role: Staff.Role
    let platform: String?
    let platforms: PlatformDirectory

    /// - Throws: ``Refusal`` 422 naming what is wrong, and what would be right.
    func staff(id: Identifier<Staff>) throws(Refusal) -> Staff {
        guard let email = SignIn.normalised(email) else {
            throw Self.refusal("email", "The e-mail address is none.", "Write name@example.id.")
        }
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty, name.count <= Staff.nameCharactersMax,
            !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw Self.refusal(
                "name", "The name is empty, too long or holds control characters.",
                "Write 1 to \(Staff.nameCharactersMax) characters.")
        }
        return Staff(
            id: id, email: email, name: name, role: role,
            platformID: try Self.platform(platform, of: role, platforms))
    }

    /// The platform that goes with a role.
    /// - Throws: as above.
    static func platform(
        _ platform: String?, of role: Staff.Role, _ platforms: PlatformDirectory
    ) throws(Refusal) -> String? {
        let known = platforms.entries.map(\.configuration.id).sorted().joined(separator: ", ")
        guard role == .partner else {
            guard platform == nil else {
                throw refusal(
                    "platform", "Only a partner belongs to a platform.", "Leave it out.")
            }
            return nil
        }
        guard let platform, platforms[platform] != nil else {
            throw refusal(
                "platform", "A partner belongs to one of our platforms.", "Name one of \(known).")
        }
        return platform
    }

    static func refusal(_ member: String, _ detail: String, _ fix: String) -> Refusal {
        Refusal(
            status: 422, code: "staff_refused", detail: detail,
            reasons: [.init(code: member, detail: detail, fix: fix)])
    }
}
