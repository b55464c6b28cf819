import Catalog

/// Who can sign in to the demo, for its banner.
public enum DemoPeople {
    public struct Introduction: Sendable {
        public let email: String
        /// What the person's state shows.
        public let about: String
    }

    /// Somebody of the staff, whose password and second factor are no secret.
    public struct Colleague: Sendable {
        public let email: String
        public let role: Staff.Role
        public let about: String
        public let password: String
        public let factor: SecondFactor
    }

    private struct File: Decodable {
        struct Person: Decodable {
            let email: String
            let about: String
        }

        struct Employee: Decodable {
            let email: String
            let role: Staff.Role
            let about: String
            let demo_password: String
            let demo_totp_secret: String
        }

        let participants: [Person]
        let staff: [Employee]
    }

    /// In the order of `participants.json`.
    /// - Throws: ``ConfigurationError`` or `JSONFault` where the file cannot be read.
    public static func introductions(seedDirectory: String) throws -> [Introduction] {
        try file(seedDirectory).participants.map {
            Introduction(email: $0.email, about: $0.about)
        }
    }

    /// The staff, in the order of the file.
    /// - Throws: as above.
    public static func colleagues(seedDirectory: String) throws -> [Colleague] {
        try file(seedDirectory).staff.enumerated().map { index, employee in
            guard let factor = SecondFactor(base32: employee.demo_totp_secret) else {
                throw JSONFault(
                    member: "staff.\(index).demo_totp_secret",
                    problem: "is not 16 to 64 bytes in base 32")
            }
            return Colleague(
                email: employee.email, role: employee.role, about: employee.about,
                password: employee.demo_password, factor: factor)
        }
    }

    private static func file(_ seedDirectory: String) throws -> File {
        let bytes = try SeedShelf(directory: seedDirectory).bytes("participants.json")
        return try JSON.decode(File.self, from: bytes)
    }
}
