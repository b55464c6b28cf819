/// What one sync of one platform did. Stored as a row of `syncs`.
public struct SyncReport: Sendable, Equatable, Identified, Encodable {
    public static let idPrefix = "syn"

    public enum State: String, Sendable, Encodable {
        case running
        case applied
        /// The whole feed waits for a person; nothing was applied.
        case held
        case failed
    }

    public let id: Identifier<SyncReport>
    public let platformID: String
    /// Counted from 1 on its platform.
    public let number: Int
    public let startedAt: Instant
    public var finishedAt: Instant?
    public var state = State.running
    /// The platform sent its whole catalogue, not a delta.
    public var fullFeed: Bool
    public var created = 0
    /// Changed in content, or listed again.
    public var changed = 0
    public var unchanged = 0
    public var delisted = 0
    public var rejected = 0
    public var held = 0
    public var requests = 0
    public var bytes = 0
    /// Why it failed or was held; nil otherwise.
    public var detail: String?
    /// What kind of failure it was: whether the platform is down or does not let us in.
    public var failure: Failure?
    /// At most `SyncNote.countMax`; empty for reports read back as a list.
    public var notes: [SyncNote] = []
    /// Whether the notes were read; a list does without them.
    var hasNotes = true

    /// Why a sync failed, for machines.
    public enum Failure: String, Sendable, Encodable {
        /// Not reached, too slow, or told us to come later.
        case unavailable
        /// Our credentials are not accepted.
        case unauthorized
        /// What it sends breaks the dialect or a limit.
        case malformed
        /// It understood and said no.
        case refused
        /// Our own fault: the store, a stop.
        case service
    }

    public init(
        id: Identifier<SyncReport>, platformID: String, number: Int, startedAt: Instant,
        fullFeed: Bool
    ) {
        self.id = id
        self.platformID = platformID
        self.number = number
        self.startedAt = startedAt
        self.fullFeed = fullFeed
    }

    public var duration: Span? { finishedAt.map { $0 - startedAt } }

    private enum CodingKeys: String, CodingKey {
        case id, platform, state, changed, unchanged, delisted, rejected, held, requests, bytes
        case detail, notes, number, failure
        case startedAt = "started_at"
        case finishedAt = "finished_at"
        case fullFeed = "full_feed"
        case created = "new"
        case durationMilliseconds = "duration_ms"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(platformID, forKey: .platform)
        try container.encode(number, forKey: .number)
        try container.encode(startedAt, forKey: .startedAt)
        try container.encode(finishedAt, forKey: .finishedAt)
        try container.encode(state, forKey: .state)
        try container.encode(fullFeed, forKey: .fullFeed)
        try container.encode(created, forKey: .created)
        try container.encode(changed, forKey: .changed)
        try container.encode(unchanged, forKey: .unchanged)
        try container.encode(delisted, forKey: .delisted)
        try container.encode(rejected, forKey: .rejected)
        try container.encode(held, forKey: .held)
        try container.encode(requests, forKey: .requests)
        try container.encode(bytes, forKey: .bytes)
        try container.encode(duration?.milliseconds, forKey: .durationMilliseconds)
        try container.encode(detail, forKey: .detail)
        try container.encode(failure, forKey: .failure)
        if hasNotes { try container.encode(notes, forKey: .notes) }
    }
}
