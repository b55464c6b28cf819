import Catalog
import Foundation
import HTTPServer
import SQL

/// Tells the service manager that we are alive, but only when it is true: the writer and a reader
/// have each done something since, every event loop has answered, and the cooperative pool runs
/// this. One of these that stands still silences it, and the manager starts us anew.
struct WatchdogWorker: Sendable {
    let context: ServiceContext
    let server: HTTPServer
    let notifier: ServiceNotifier
    /// Silence that the manager bears; a ping is tried at each half of it.
    let span: Span

    func run() async {
        let half = Double(span.milliseconds) / 2000
        while !Task.isCancelled {
            let begun = context.clock.now()
            // All of them or no ping: a part that never answers holds this up for good.
            await write()
            await read()
            let isMoving = await areLoopsMoving(within: half / 2)
            if isMoving { notifier.tell(["WATCHDOG=1", "STATUS=\(status)"]) }
            context.metrics.count(
                "catalogd_watchdog_total", labels: "moving=\"\(isMoving)\"")
            let left = half - Double((context.clock.now() - begun).milliseconds) / 1000
            try? await Task.sleep(for: .seconds(max(0.05, min(half, left))))
        }
    }

    private var status: String {
        "\(context.catalogue.current.courseCount) courses, "
            + "\(context.commands.counts.waiting) commands waiting"
    }

    /// A store that refuses is not our death: only silence is. Where the queue is full, that
    /// commands are done is the sign.
    private func write() async {
        let before = context.commands.counts.commands
        while !Task.isCancelled {
            do {
                try await context.commands.run { _ = try $0.row("SELECT 1") }
                return
            } catch CommandQueue.Failure.full {
                if context.commands.counts.commands > before { return }
                try? await Task.sleep(for: .milliseconds(100))
            } catch {
                return
            }
        }
    }

    private func read() async {
        _ = try? await context.reads.run { _ = try $0.row("SELECT 1") }
    }

    /// On a thread of its own: it waits for the loops.
    private func areLoopsMoving(within seconds: Double) async -> Bool {
        let server = server
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(returning: server.isMoving(within: seconds))
            }
        }
    }
}
