import SQL
import Synchronization

/// Brings one platform's catalogue into ours: reads it through the adapter, decides, and applies
/// in small commands between which purchases go on.
///
/// The cursor is stored with the last command alone, so a sync that was interrupted at any point
/// is simply run again. A platform that fails leaves a failed record and nothing else.
public final class CatalogueSync: Sendable {
    /// Courses changed in one command, so that purchases wait for milliseconds only.
    public static let batchMax = 200
    /// Tries to hand a command over while the queue is full, and the pause between them.
    static let fullRetriesMax = 40
    static let fullPause = Duration.milliseconds(250)
    /// Records from which on a sync rests as long as it works, so that a huge catalogue leaves
    /// half of a processor to those who browse.
    static let restsFrom = 5_000
    static let restMax = Duration.milliseconds(500)

    public struct Options: Sendable {
        /// Reads everything again instead of what changed.
        public var full: Bool
        /// Applies what the hold rules would keep for a person.
        public var accept: Bool

        public init(full: Bool = false, accept: Bool = false) {
            self.full = full
            self.accept = accept
        }
    }

    /// How far a sync is.
    public enum Progress: Sendable, Equatable {
        case reading(records: Int)
        case applying(done: Int, of: Int)
    }

    private let commands: CommandQueue
    private let reads: ReadPool
    private let clock: WallClock
    /// Of this instance; nil on a store that no other one shares.
    private let holder: String?
    private let running = Mutex<Set<String>>([])

    /// - Parameter holder: tells this instance from others that share the store, so that of all
    ///   only one syncs a platform.
    public init(
        commands: CommandQueue, reads: ReadPool, clock: WallClock, holder: String? = nil
    ) {
        self.holder = holder
        self.commands = commands
        self.reads = reads
        self.clock = clock
    }

    /// Syncs one platform; different platforms may run at the same time.
    ///
    /// - Returns: what was done, also where the platform failed or the feed was held.
    /// - Throws: ``Refusal`` `sync_running` while this platform's sync runs; `DatabaseError` or
    ///   `CommandQueue.Failure` where not even the record could be written.
    @discardableResult
    public func run(
        _ platform: any Platform, publish: PlatformConfiguration.Publish,
        options: Options = Options(), progress: @Sendable (Progress) -> Void = { _ in }
    ) async throws -> SyncReport {
        guard running.withLock({ $0.insert(platform.id).inserted }) else {
            throw Self.isRunning(platform.id)
        }
        defer { running.withLock { _ = $0.remove(platform.id) } }
        guard try await prolong(platform.id) else { throw Self.isRunning(platform.id) }
        do {
            let report = try await record(
                platform, publish: publish, options: options, progress: progress)
            await release(platform.id)
            return report
        } catch {
            await release(platform.id)
            throw error
        }
    }

    /// - Throws: ``Refusal`` `sync_running` while this platform's sync runs here.
    public func checkIsFree(_ platform: String) throws(Refusal) {
        guard !running.withLock({ $0.contains(platform) }) else {
            throw Self.isRunning(platform)
        }
    }

    private func record(
        _ platform: any Platform, publish: PlatformConfiguration.Publish, options: Options,
        progress: @Sendable (Progress) -> Void
    ) async throws -> SyncReport {
        let now = clock.now()
        let id = platform.id
        let cursor = try await reads.run { try SyncStore($0).state(of: id).cursor }
        let since = options.full ? nil : cursor
        var report = try await command {
            try SyncStore($0).begin(id, fullFeed: since == nil, at: now)
        }
        do {
            try await carryOut(
                platform, since: since, publish: publish, accept: options.accept,
                report: &report, progress: progress)
        } catch {
            report.state = .failed
            report.detail = Self.words(for: error)
            report.failure = Self.kind(of: error)
            report.finishedAt = clock.now()
            let failed = report
            try await command { try SyncStore($0).finish(failed) }
        }
        return report
    }

    private func carryOut(
        _ platform: any Platform, since cursor: [UInt8]?, publish: PlatformConfiguration.Publish,
        accept: Bool, report: inout SyncReport, progress: @Sendable (Progress) -> Void
    ) async throws {
        let id = platform.id
        var feed = CollectedFeed(platformID: id)
        var began = ContinuousClock.now
        let end = try await platform.catalogue(since: cursor) { page in
            try Task.checkCancellation()
            try feed.add(page)
            _ = try await prolong(id)
            progress(.reading(records: feed.count))
            if feed.count >= Self.restsFrom { try await Self.rest(since: began) }
            began = ContinuousClock.now
        }
        report.fullFeed = end.isComplete
        report.requests = end.requests
        report.bytes = end.bytes
        let (known, categories) = try await reads.run {
            (try ListingStore($0).known(of: id), CategoryMap(try CategoryStore($0).all()))
        }
        let plan = SyncRules.decide(
            known: known, feed: feed, isComplete: end.isComplete, categories: categories,
            accept: accept)
        report.created = plan.created
        report.changed = plan.changed
        report.unchanged = plan.unchanged
        report.delisted = plan.delisted
        report.rejected = plan.rejected
        report.held = plan.held
        report.notes = plan.notes
        report.detail = plan.holdReason
        report.state = plan.holdReason == nil ? .applied : .held
        let application = SyncApplication(
            state: publish == .automatic ? .published : .inReview, categories: categories,
            now: clock.now(), author: report.id.value)
        var done = 0
        while plan.actions.count - done > Self.batchMax {
            try Task.checkCancellation()
            let began = ContinuousClock.now
            let steps = try SyncApplication.steps(
                plan.actions[done..<done + Self.batchMax], from: feed)
            try await command { try application.apply(steps, to: $0) }
            done += steps.count
            _ = try await prolong(id)
            progress(.applying(done: done, of: plan.actions.count))
            if plan.actions.count >= Self.restsFrom { try await Self.rest(since: began) }
        }
        report.finishedAt = clock.now()
        let last = try SyncApplication.steps(plan.actions[done...], from: feed)
        let finished = report
        let storesCursor = plan.storesCursor
        try await command { database in
            try application.apply(last, to: database)
            let store = SyncStore(database)
            try store.finish(finished)
            guard finished.state == .applied else { return }
            try store.markGood(
                id, cursor: end.cursor, storesCursor: storesCursor, at: application.now)
        }
        progress(.applying(done: plan.actions.count, of: plan.actions.count))
    }

    /// Longer than a page takes; after a crash another instance waits as long.
    private static let lease = Span.minutes(3)

    /// - Returns: false where another instance syncs the platform.
    private func prolong(_ platform: String) async throws -> Bool {
        guard let holder else { return true }
        let now = clock.now()
        return try await command {
            try LeaseStore($0).take(
                Self.leaseName(platform), by: holder, until: now + Self.lease, now: now)
        }
    }

    private func release(_ platform: String) async {
        guard let holder else { return }
        // Where this fails the lease ends by itself.
        try? await command { try LeaseStore($0).release(Self.leaseName(platform), by: holder) }
    }

    private static func leaseName(_ platform: String) -> String { "sync " + platform }

    private static func isRunning(_ platform: String) -> Refusal {
        Refusal(
            status: 409, code: "sync_running",
            detail: "The catalogue of \(platform) is being synced already.")
    }

    /// As long as what was done since then took.
    private static func rest(since began: ContinuousClock.Instant) async throws {
        try await Task.sleep(for: min(ContinuousClock.now - began, restMax))
    }

    /// A sync can wait where a purchase cannot: a full queue is tried again.
    private func command<Answer: Sendable>(
        _ body: @escaping @Sendable (any Database) throws -> Answer
    ) async throws -> Answer {
        for _ in 0..<Self.fullRetriesMax {
            do {
                return try await commands.run(body)
            } catch CommandQueue.Failure.full {
                try await Task.sleep(for: Self.fullPause)
            }
        }
        return try await commands.run(body)
    }

    private static func kind(of error: any Error) -> SyncReport.Failure {
        guard !Task.isCancelled, let failure = error as? PlatformFailure else { return .service }
        switch failure {
        case .unavailable, .unknown, .conflict: return .unavailable
        case .unauthorized: return .unauthorized
        case .malformed: return .malformed
        case .refused: return .refused
        }
    }

    private static func words(for error: any Error) -> String {
        // An adapter may have put our own stop into its words.
        if Task.isCancelled { return "stopped before its end: run it again" }
        switch error {
        case let failure as PlatformFailure: return failure.words
        case let error as DatabaseError: return "the store failed: \(error.message)"
        case let failure as CommandQueue.Failure: return "the store takes no commands: \(failure)"
        default: return String(describing: error)
        }
    }
}

extension PlatformFailure {
    /// For people who look at a sync.
    public var words: String {
        switch self {
        case .refused(let text): return "the platform refused: \(text)"
        case .unavailable(let text, let seconds):
            let later = seconds.map { " (try again in \($0) s)" } ?? ""
            return "the platform is not available: \(text)\(later)"
        case .conflict(let text): return "something is in the way: \(text)"
        case .unknown(let text): return "the outcome is unknown: \(text)"
        case .unauthorized(let text): return "our credentials are not accepted: \(text)"
        case .malformed(let text): return "the answer is not usable: \(text)"
        }
    }
}
