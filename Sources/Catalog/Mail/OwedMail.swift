/// A mail that is owed to a participant.
public struct OwedMail: Sendable, Equatable, Identified {
    /// What it is about.
    public enum Kind: String, Sendable, CaseIterable {
        case passwordReset = "password_reset"
    }

    public static let idPrefix = "mal"
    /// After this long nobody waits for it any more, and it is given up.
    public static let lifetime = Span.hours(1)

    public let id: Identifier<OwedMail>
    public let kind: Kind
    public let participantID: Identifier<Participant>
    /// The participant's e-mail address.
    public let email: String
    public let name: String
    public let language: LabelLanguage
    /// With the one under way.
    public let attempts: Int
    public let createdAt: Instant
}
