import Catalog

/// What a command asks of the process that has the database open; sent as one line of JSON.
public enum AdminCommand: Sendable, Codable, Equatable {
    /// Fetches the named platforms (all enabled ones where empty).
    /// - full: forgets what is known of unchanged content.
    /// - accept: applies what the plausibility rules would hold.
    /// - showRejects: the text names every record that was kept with a reason.
    case sync(platforms: [String], full: Bool, accept: Bool, showRejects: Bool)
    /// Loads schemes, categories and demo participants, then synthetic participants up to the
    /// count, and appends a bearer token for each to the file.
    case seed(directory: String, participants: Int, tokensFile: String?)
    /// How the platforms are doing, by what the server remembers.
    case health
    case issueToken(participant: String?, staff: String?)
    /// A person of the staff, with a password and a second factor that are shown this once.
    case addStaff(NewStaff)

    public struct NewStaff: Sendable, Codable, Equatable {
        public let email: String
        public let name: String
        public let role: Staff.Role
        /// Of a partner.
        public let platform: String?

        public init(email: String, name: String, role: Staff.Role, platform: String?) {
            self.email = email
            self.name = name
            self.role = role
            self.platform = platform
        }
    }
}

/// What comes back: any number of progress lines, then one outcome.
public enum AdminAnswer: Sendable, Codable, Equatable {
    case progress(String)
    case done(AdminOutcome)
    case refused(String)
}

/// How a command ended.
public struct AdminOutcome: Sendable, Codable, Equatable {
    /// For people.
    public let text: String
    /// The same for machines, as a JSON text.
    public let json: String
    /// False where a part of it failed; the text says which.
    public let isComplete: Bool

    public init(text: String, json: String, isComplete: Bool = true) {
        self.text = text
        self.json = json
        self.isComplete = isComplete
    }
}
