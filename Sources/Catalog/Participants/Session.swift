/// Someone who is signed in.
public struct Session: Sendable, Equatable {
    /// Whom a token stands for.
    public enum Subject: Sendable, Hashable {
        case participant(Identifier<Participant>)
        case staff(Identifier<Staff>)
    }

    /// Where somebody signed in, as far as it is known.
    public struct Origin: Sendable, Equatable {
        /// Longest agent that is kept, in characters.
        public static let agentCharactersMax = 200

        /// The network address.
        public let address: String?
        /// What the program called itself, without control characters.
        public let agent: String?

        public init(address: String?, agent: String?) {
            self.address = address
            let words = agent?.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
            self.agent = words.map {
                String(String.UnicodeScalarView($0.prefix(Self.agentCharactersMax)))
            }
        }

        /// A session that no request opened.
        public static let unknown = Origin(address: nil, agent: nil)
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

    /// Nil for one of the staff.
    var participant: Identifier<Participant>? {
        if case .participant(let id) = subject { id } else { nil }
    }
}

/// A session as its holder sees it in a list.
public struct ListedSession: Sendable, Equatable {
    /// Tells it from the holder's others; follows from the token, which does not follow from it.
    public let id: String
    public let createdAt: Instant
    public let expiresAt: Instant
    public let origin: Session.Origin
}
