/// What one curator wants and another has to confirm: a course made public, or its price moved.
public struct CurationProposal: Sendable, Equatable, Identified {
    public static let idPrefix = "prp"

    public enum Kind: String, Sendable, Codable, CaseIterable {
        case publish
        case price
    }

    public enum State: String, Sendable, Codable, CaseIterable {
        case open
        case confirmed
        case refused
        /// Taken back by who made it.
        case withdrawn
        /// Another one of the same kind took its place.
        case replaced
    }

    public let id: Identifier<CurationProposal>
    public let courseID: Identifier<Course>
    public let kind: Kind
    /// The new price, of a proposal of that kind.
    public let price: Money?
    /// What the course was when it was proposed, as ``ProposalRules/facts(_:of:)`` tells.
    public let facts: [String: String]
    public let reason: String
    public let author: String
    public let proposedAt: Instant
    public let expiresAt: Instant
    public var state: State
    public var decidedBy: String?
    public var decidedAt: Instant?
    public var decisionReason: String?
}
