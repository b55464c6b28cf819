/// What a sync will do, decided before anything is done.
public struct SyncPlan: Sendable, Equatable {
    /// One change to one course; numbers are positions in the feed's entries.
    public enum Action: Sendable, Equatable {
        case create(Int)
        case change(Identifier<Course>, Int)
        /// Listed again, with its new content where that changed.
        case relist(Identifier<Course>, Int?)
        case delist(Identifier<Course>)
    }

    /// In the order of the feed, delistings last. Empty when the feed is held whole.
    public internal(set) var actions: [Action] = []
    public internal(set) var unchanged = 0
    public internal(set) var rejected = 0
    /// Courses whose change waits for a person.
    public internal(set) var held = 0
    /// Why the whole feed waits; nil where it is applied.
    public internal(set) var holdReason: String?
    /// What is held, then what was rejected, then unknown words; at most `SyncNote.countMax`.
    public internal(set) var notes: [SyncNote] = []

    public init() {}

    public var created: Int {
        actions.count { if case .create = $0 { true } else { false } }
    }

    /// Changed in content, or listed again.
    public var changed: Int { actions.count - created - delisted }

    public var delisted: Int {
        actions.count { if case .delist = $0 { true } else { false } }
    }

    /// Whether the next sync may start behind this one. Not while something is held: the
    /// platform would never tell it again.
    public var storesCursor: Bool { held == 0 && holdReason == nil }

    mutating func note(
        _ kind: SyncNote.Kind, _ record: String, _ reason: @autoclosure () -> String,
        change: SyncNote.Change? = nil
    ) {
        guard notes.count < SyncNote.countMax else { return }
        notes.append(SyncNote(kind: kind, record: record, reason: reason(), change: change))
    }
}
