import Catalog
import PlatformAdapters
import SQL

/// How a platform is doing, gathered from what its calls, callbacks and syncs left behind.
struct PlatformHealth: Encodable, Sendable {
    /// Contradictions and unknown orders older than this are no news.
    static let doubtsSpan = Span.days(1)
    /// Below this share of answered calls a platform is not well.
    static let successRateMin = 0.95
    /// Failures in a row after which it counts as down.
    static let failuresMax = 3

    enum State: String, Encodable {
        case up
        /// It answers, but not always.
        case degraded
        /// It does not answer.
        case down
        /// It answers, but does not let us in.
        case credentialsRefused = "credentials_refused"
        /// Nobody has asked it lately.
        case unknown
        /// Switched off in the configuration.
        case disabled
    }

    struct Calls: Encodable {
        let window_seconds: Int64
        let count: Int
        let success_rate: Double?
        let median_ms: Double?
        let p99_ms: Double?
        let last_answered_at: Instant?
        let last_failure: Failure?
    }

    struct Failure: Encodable {
        let at: Instant
        let detail: String
    }

    struct Syncs: Encodable {
        let last_good_at: Instant?
        let last: SyncReport?
        let held_changes: Int
    }

    struct Callbacks: Encodable {
        let received: Int
        let refused: Int
        let hints: Int
        /// Kept in the last day, and fitting no order or contradicting what is known.
        let doubtful: Int
        let delay: Delay
    }

    struct Delay: Encodable {
        let count: Int
        let median_ms: Double?
        let p99_ms: Double?
    }

    struct Owed: Encodable {
        let calls: Int
        let oldest_at: Instant?
    }

    struct Polls: Encodable {
        /// Whether the dialect lets us ask.
        let possible: Bool
        let failures: Int
        let last_error: String?
    }

    let platform: String
    let name: String
    let dialect: String
    let state: State
    /// What to look at, in words.
    let detail: String
    let calls: Calls
    let circuit: String
    let credentials: String
    let syncs: Syncs
    let callbacks: Callbacks
    let outbox: Owed
    let polls: Polls

    /// What the store knows, read at one moment for all platforms.
    struct Stored: Sendable {
        let standings: [String: SyncStanding]
        let doubts: [String: Int]
        let owed: [String: (calls: Int, oldest: Instant)]
        let polls: [String: PollStore.Standing]

        init(_ database: any Database, platforms: [String], now: Instant) throws {
            var standings: [String: SyncStanding] = [:]
            for platform in platforms {
                standings[platform] = try SyncStore(database).standing(of: platform)
            }
            self.standings = standings
            doubts = try CompletionStore(database).countsForPeople(
                since: now - PlatformHealth.doubtsSpan)
            owed = Dictionary(
                try OutboxStore(database).backlog().map { ($0.platform, ($0.calls, $0.oldest)) },
                uniquingKeysWith: { first, _ in first })
            polls = Dictionary(
                try PollStore(database).standings().map { ($0.platformID, $0) },
                uniquingKeysWith: { first, _ in first })
        }
    }

    init(
        _ entry: PlatformDirectory.Entry, stored: Stored, callbacks: CallbackVitals.Report
    ) {
        let configuration = entry.configuration
        let id = configuration.id
        let report = entry.vitals.report()
        let standing = stored.standings[id] ?? SyncStanding()
        let isRefused =
            report.credentials == .refused
            || (report.credentials == .unknown && standing.last?.failure == .unauthorized)
        platform = id
        name = configuration.name
        dialect = configuration.dialect.name
        state = Self.state(report, isRefused: isRefused, isEnabled: configuration.enabled)
        detail = Self.words(state, report, standing)
        calls = Calls(
            window_seconds: PlatformVitals.window.milliseconds / 1000, count: report.calls,
            success_rate: report.successRate, median_ms: report.medianMilliseconds,
            p99_ms: report.p99Milliseconds, last_answered_at: report.lastAnsweredAt,
            last_failure: report.lastFailure.map { Failure(at: $0.at, detail: $0.words) })
        circuit = report.circuit.rawValue
        credentials =
            isRefused
            ? PlatformVitals.Report.Credentials.refused.rawValue
            : report.credentials.rawValue
        syncs = Syncs(
            last_good_at: standing.lastGoodAt, last: standing.last,
            held_changes: standing.heldChanges)
        self.callbacks = Callbacks(
            received: callbacks.received, refused: callbacks.refused, hints: callbacks.hints,
            doubtful: stored.doubts[id] ?? 0,
            delay: Delay(
                count: callbacks.delays, median_ms: callbacks.medianMilliseconds,
                p99_ms: callbacks.p99Milliseconds))
        outbox = Owed(
            calls: stored.owed[id]?.calls ?? 0, oldest_at: stored.owed[id]?.oldest)
        polls = Polls(
            possible: entry.platform.canReport, failures: stored.polls[id]?.failures ?? 0,
            last_error: stored.polls[id]?.lastError)
    }

    private static func state(
        _ report: PlatformVitals.Report, isRefused: Bool, isEnabled: Bool
    ) -> State {
        if isRefused { return .credentialsRefused }
        if report.circuit != .closed || report.failuresInARow >= failuresMax { return .down }
        guard let rate = report.successRate else { return isEnabled ? .unknown : .disabled }
        return rate < successRateMin ? .degraded : .up
    }

    private static func words(
        _ state: State, _ report: PlatformVitals.Report, _ standing: SyncStanding
    ) -> String {
        let failure = report.lastFailure?.words ?? standing.last?.detail ?? ""
        switch state {
        case .up, .degraded:
            let rate = ((report.successRate ?? 0) * 1_000).rounded() / 10
            let held = standing.heldChanges
            return "\(rate) % of \(report.calls) calls were answered"
                + (held > 0 ? "; \(held) changes are held: look, then sync --accept" : "")
        case .down: return "it does not answer: \(failure)"
        case .credentialsRefused:
            return "it answers, but our credentials are not accepted; mend them: \(failure)"
        case .unknown: return "nobody has asked it lately"
        case .disabled: return "it is switched off"
        }
    }
}

extension ServiceContext {
    /// The health of some platforms, from the store's one moment and from memory.
    func health(_ entries: [PlatformDirectory.Entry], _ stored: PlatformHealth.Stored)
        -> [PlatformHealth]
    {
        entries.map { entry in
            PlatformHealth(
                entry, stored: stored,
                callbacks: callbacks.report(of: entry.configuration.id))
        }
    }
}
