import Catalog
import SQL

/// Lets one of several instances do a job, and another as soon as that one is gone. On a store
/// that is not shared the job is simply done.
struct LeasedWorker: Sendable {
    /// How long nobody does the job after its instance died, but for one pause of the others.
    static let lease = Span.seconds(45)
    /// How often the lease is prolonged, and how often others look whether it is free.
    static let pauseSeconds = 9.0

    let context: ServiceContext
    /// Of the job, the same on all instances.
    let name: String

    /// Runs `work` for as long as the lease is ours; `work` returns when its task is cancelled.
    /// - Parameter executor: whose threads the work runs on, nil for Swift's own; the lease is kept
    ///   on Swift's own, so that work that gives way does not lose it.
    func run(
        on executor: (any TaskExecutor)?, _ work: @escaping @Sendable () async -> Void
    ) async {
        guard context.configuration.store.isShared else {
            return await withTaskExecutorPreference(executor) { await work() }
        }
        while !Task.isCancelled {
            if await prolong(from: context.clock.now()) != nil {
                await whileHeld(on: executor, work)
                await release()
            }
            await pause()
        }
    }

    private func whileHeld(
        on executor: (any TaskExecutor)?, _ work: @escaping @Sendable () async -> Void
    ) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask(executorPreference: executor) { await work() }
            group.addTask { await keep() }
            await group.next()
            group.cancelAll()
        }
    }

    /// Returns when the lease is another's, or was not prolonged in time.
    private func keep() async {
        var until = context.clock.now() + Self.lease
        while !Task.isCancelled {
            await pause()
            let now = context.clock.now()
            if let prolonged = await prolong(from: now) { until = prolonged }
            guard now < until else { return }
        }
    }

    /// - Returns: until when the lease is ours; nil where it is another's or the store is away.
    private func prolong(from now: Instant) async -> Instant? {
        let (name, holder, until) = (name, context.instance, now + Self.lease)
        do {
            let isFree = try await context.reads.run {
                try LeaseStore($0).isFree(name, for: holder, now: now)
            }
            guard isFree else { return nil }
            let isOurs = try await context.commands.run {
                try LeaseStore($0).take(name, by: holder, until: until, now: now)
            }
            return isOurs ? until : nil
        } catch {
            context.log.warning(
                "lease_failed", ["job": name, "error": CommandFailure.words(for: error)])
            return nil
        }
    }

    private func release() async {
        let (name, holder) = (name, context.instance)
        // Where this fails the lease ends by itself.
        try? await context.commands.run { try LeaseStore($0).release(name, by: holder) }
    }

    private func pause() async {
        let seconds = Self.pauseSeconds * Double.random(in: 0.8...1.2)
        try? await Task.sleep(for: .seconds(seconds))
    }
}
