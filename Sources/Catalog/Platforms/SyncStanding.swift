/// How a platform's catalogue stands: when it was last brought over whole, and how the newest sync
/// that ended did.
public struct SyncStanding: Sendable, Equatable {
    public var lastGoodAt: Instant?
    /// Without notes.
    public var last: SyncReport?

    public init(lastGoodAt: Instant? = nil, last: SyncReport? = nil) {
        self.lastGoodAt = lastGoodAt
        self.last = last
    }

    /// Changes that wait for a person.
    public var heldChanges: Int { last?.held ?? 0 }
}
