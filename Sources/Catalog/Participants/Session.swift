/// Someone who is signed in.
public struct Session: Sendable, Equatable {
    /// Whom a token stands for.
    public enum Subject: Sendable, Hashable {
        case participant(Identifier<Participant>)
        case staff(Identifier<Staff>)
    }

    /// How long a token is good for.
    public static let lifetime = Span.hours(12)

    public let subject: Subject
    public let createdAt: Instant
    public let expiresAt: Instant

    public init(subject: Subject, createdAt: Instant, expiresAt: Instant) {
        self.subject = subject
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}
