/// Why a course waits for a curator's look.
public enum QueueKind: String, Sendable, Codable, CaseIterable {
    /// It came, and nobody has looked at it yet.
    case new
    /// Its platform changed it since the last look.
    case changed
    /// A rule put it before curators, or participants reported it.
    case flagged
    /// The newest sync of its platform holds a change of it for a person.
    case held
    /// A curator proposes something about it.
    case proposed
}

/// What of the queue is asked for; nil for all of it.
public struct QueueFilter: Sendable, Equatable {
    public var kind: QueueKind?
    public var platform: String?
    public var category: String?
    public var state: Course.State?

    public init(
        kind: QueueKind? = nil, platform: String? = nil, category: String? = nil,
        state: Course.State? = nil
    ) {
        self.kind = kind
        self.platform = platform
        self.category = category
        self.state = state
    }
}

/// A course that waits.
public struct QueueEntry: Sendable, Equatable {
    public let courseID: Identifier<Course>
    public let slug: String
    public let title: String
    public let platformID: String
    public let categoryID: String?
    public let state: Course.State
    public let price: Money?
    public let kinds: [QueueKind]
    /// When it came, or last changed.
    public let since: Instant
    /// What its platform changed since the last look.
    public var changedFields: [String] = []
    /// The rules whose flags are open.
    public var flags: [FlagRule] = []
    /// What is held of it.
    public var held: [SyncNote.Change] = []
}

/// A feed of which something waits for a person.
public struct HeldFeed: Sendable, Equatable {
    public let platformID: String
    /// Of the sync, among those of the platform.
    public let number: Int
    /// Why all of it waits; nil where single changes do.
    public let reason: String?
    public let held: Int
    public let heldAt: Instant
}
