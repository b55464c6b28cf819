/// A person who works for the programme or for a partner platform. They sign in apart from
/// participants, by password and second factor (``StaffSignIn``).
public struct Staff: Sendable, Identified, Equatable {
    public static let idPrefix = "stf"
    /// Longest name, in characters.
    public static let nameCharactersMax = 120
    /// Shortest password, in characters (NIST SP 800-63B section 3.1.1.2 asks for 8 beside a
    /// second factor).
    public static let passwordCharactersMin = 10
    /// How long a session lasts: a working day.
    public static let sessionLifetime = Span.hours(10)

    public enum Role: String, Sendable, Codable, CaseIterable {
        /// Judges courses.
        case curator
        /// Judges what curators propose.
        case chiefCurator = "chief_curator"
        /// Looks at one platform: their own.
        case partner
        /// Keeps the service running, and says who works here.
        case `operator`
        /// Reads everything, changes nothing.
        case auditor

        /// Everybody who works for the programme itself.
        public static let employees = Set(allCases).subtracting([.partner])
    }

    public enum State: String, Sendable, Codable, CaseIterable {
        case active
        /// May not sign in any more; what they did keeps their name.
        case disabled
    }

    public var id: Identifier<Staff>
    public var email: String
    public var name: String
    public var role: Role
    /// Of a partner, and of nobody else.
    public var platformID: String?
    public var state: State

    /// - Parameter platformID: what a partner looks at; nil for every other role.
    public init(
        id: Identifier<Staff>, email: String, name: String, role: Role,
        platformID: String? = nil, state: State = .active
    ) {
        self.id = id
        self.email = email
        self.name = name
        self.role = role
        self.platformID = platformID
        self.state = state
    }

    /// Whether this person may look at what is a platform's own.
    public func maySee(platform: String) -> Bool {
        role != .partner || platformID == platform
    }
}
