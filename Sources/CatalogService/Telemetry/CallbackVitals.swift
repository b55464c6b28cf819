import Catalog
import PlatformAdapters
import Synchronization

/// How the callbacks of each platform came since the start: in memory and bounded.
final class CallbackVitals: Sendable {
    /// Delays of one platform that are remembered.
    static let delaysMax = 1_024

    /// Refused callbacks of one platform that are remembered.
    static let refusalsMax = 50

    /// A callback that was not let in. Its body is not kept: anybody could have sent it.
    struct Refused: Sendable, Equatable, Encodable {
        let at: Instant
        let reason: String
        let address: String
        let bytes: Int
    }

    struct Report: Sendable, Equatable {
        /// Authentic ones.
        var received = 0
        /// Those whose proof was missing or did not fit.
        var refused = 0
        /// Unsigned ones, which only make us ask.
        var hints = 0
        /// Completions whose delay is known: the newest, at most ``CallbackVitals/delaysMax``.
        var delays = 0
        /// From the completion, by the platform's clock, to its arrival here.
        var medianMilliseconds: Double?
        var p99Milliseconds: Double?
    }

    private struct Counts {
        var report = Report()
        var delays: [Double] = []
        var next = 0
        var refusals: [Refused] = []
    }

    private let platforms: Mutex<[String: Counts]>

    init(platforms names: [String]) {
        platforms = Mutex(
            Dictionary(names.map { ($0, Counts()) }, uniquingKeysWith: { first, _ in first }))
    }

    func noteReceived(_ event: CompletionEvent?, of platformID: String, now: Instant) {
        change(platformID) { counts in
            counts.report.received += 1
            guard let event, event.kind == .completed else { return }
            let delay = Double(max(0, (now - event.at).milliseconds))
            if counts.delays.count < Self.delaysMax {
                counts.delays.append(delay)
            } else {
                counts.delays[counts.next] = delay
            }
            counts.next = (counts.next + 1) % Self.delaysMax
        }
    }

    func noteRefused(_ refused: Refused, of platformID: String) {
        change(platformID) { counts in
            counts.report.refused += 1
            if counts.refusals.count >= Self.refusalsMax { counts.refusals.removeFirst() }
            counts.refusals.append(refused)
        }
    }

    /// The newest first, ``refusalsMax`` at most.
    func refusals(of platformID: String) -> [Refused] {
        platforms.withLock { $0[platformID]?.refusals.reversed() } ?? []
    }

    func noteHint(of platformID: String) {
        change(platformID) { $0.report.hints += 1 }
    }

    func report(of platformID: String) -> Report {
        guard let counts = platforms.withLock({ $0[platformID] }) else { return Report() }
        var report = counts.report
        let sorted = counts.delays.sorted()
        report.delays = sorted.count
        report.medianMilliseconds = PlatformVitals.quantile(0.5, of: sorted)
        report.p99Milliseconds = PlatformVitals.quantile(0.99, of: sorted)
        return report
    }

    private func change(_ platformID: String, _ body: (inout Counts) -> Void) {
        platforms.withLock { platforms in
            guard var counts = platforms[platformID] else { return }
            body(&counts)
            platforms[platformID] = counts
        }
    }
}
