/// A person who works for the programme. They have no password: their tokens are issued by hand.
public struct Staff: Sendable, Identified, Equatable {
    public static let idPrefix = "stf"

    public enum Role: String, Sendable, Codable, CaseIterable {
        /// Judges courses.
        case curator
        case chiefCurator = "chief_curator"
        /// Keeps the service running.
        case `operator`
        /// Reads everything, changes nothing.
        case auditor
    }

    public var id: Identifier<Staff>
    public var email: String
    public var name: String
    public var role: Role

    public init(id: Identifier<Staff>, email: String, name: String, role: Role) {
        self.id = id
        self.email = email
        self.name = name
        self.role = role
    }
}
