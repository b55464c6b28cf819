import Catalog
import Synchronization

/// Enrolments of which somebody without proof says that there is news. Anyone may say so, hence
/// what it costs is bounded: an enrolment waits here once however often it is named, is asked about
/// at most every ``pause``, and there is a limit to those that wait.
final class HintDesk: Sendable {
    /// Enrolments of one platform that wait.
    static let waitingMax = 1_000
    /// Longer references than this are of no enrolment of ours, in bytes.
    static let referenceBytesMax = 200
    /// At the least this long between two questions that hints bring about one enrolment.
    static let pause = Span.seconds(5)

    private struct Waiting {
        var dueAt: [String: Instant] = [:]
        /// Enrolments that were asked about within the pause.
        var askedAt: [String: Instant] = [:]
    }

    private let platforms = Mutex<[String: Waiting]>([:])

    enum Outcome: String {
        case added, repeated, full
    }

    @discardableResult
    func add(_ reference: String, of platformID: String, now: Instant) -> Outcome {
        guard reference.utf8.count <= Self.referenceBytesMax else { return .full }
        return platforms.withLock { platforms in
            var waiting = platforms[platformID] ?? Waiting()
            defer { platforms[platformID] = waiting }
            guard waiting.dueAt[reference] == nil else { return .repeated }
            guard waiting.dueAt.count < Self.waitingMax else { return .full }
            waiting.dueAt[reference] = waiting.askedAt[reference].map { $0 + Self.pause } ?? now
            return .added
        }
    }

    /// The enrolments that are due, at most `limit`; they wait no more.
    func take(of platformID: String, limit: Int, now: Instant) -> [String] {
        platforms.withLock { platforms in
            guard var waiting = platforms[platformID], !waiting.dueAt.isEmpty else { return [] }
            waiting.askedAt = waiting.askedAt.filter { now < $0.value + Self.pause }
            let due = waiting.dueAt.filter { $0.value <= now }.sorted { $0.value < $1.value }
                .prefix(limit).map(\.key)
            for reference in due {
                waiting.dueAt[reference] = nil
                waiting.askedAt[reference] = now
            }
            platforms[platformID] = waiting
            return due
        }
    }
}
