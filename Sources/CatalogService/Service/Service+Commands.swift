import Catalog
import Foundation
import SQL
import Synchronization

extension Service {
    /// Carries a command out: on a shared store by itself; on a file through the server that has
    /// it open, or, where there is none, on the file itself under its lock.
    public static func carryOut(
        _ command: AdminCommand, configuration: Configuration,
        progress: @escaping @Sendable (String) -> Void
    ) async throws -> AdminOutcome {
        if case .sqlite(let path) = configuration.store,
            let outcome = try AdminClient.ask(command, database: path, progress: progress)
        {
            return outcome
        }
        let service = try Service(configuration)
        defer { service.close() }
        return try await service.perform(command, progress: progress)
    }

    public func perform(
        _ command: AdminCommand, progress: @escaping @Sendable (String) -> Void
    ) async throws -> AdminOutcome {
        switch command {
        case .sync(let platforms, let full, let accept, let showRejects):
            return try await sync(
                platforms, options: .init(full: full, accept: accept), showRejects: showRejects,
                progress: progress)
        case .health: return try await health()
        case .seed(let directory, let participants, let tokensFile):
            return try await Seeding(
                context: context, shelf: SeedShelf(directory: directory), progress: progress
            ).run(participants: participants, tokensFile: tokensFile)
        case .addStaff(let input): return try await addStaff(input)
        case .issueToken(let participant, let staff):
            return try await issueToken(participant: participant, staff: staff)
        }
    }

    private func health() async throws -> AdminOutcome {
        let now = context.clock.now()
        let names = context.platforms.entries.map(\.configuration.id)
        let stored = try await context.reads.run {
            try PlatformHealth.Stored($0, platforms: names, now: now)
        }
        let health = context.health(context.platforms.entries, stored)
        return AdminOutcome(
            text: health.map { "\($0.platform): \($0.state.rawValue), \($0.detail)" }
                .joined(separator: "\n"),
            json: String(decoding: JSON.encode(health), as: UTF8.self))
    }

    private func issueToken(
        participant: String?, staff: String?
    ) async throws -> AdminOutcome {
        let now = context.clock.now()
        let issued = try await context.commands.run { database in
            let subject: Session.Subject
            if let participant {
                guard
                    let id = try ParticipantStore(database).participantID(idOrEmail: participant)
                else { throw Refusal.notFound("participant") }
                subject = .participant(id)
            } else {
                guard let found = try StaffStore(database).staff(idOrEmail: staff ?? "") else {
                    throw Refusal.notFound("staff member")
                }
                subject = .staff(found.id)
            }
            return try SessionStore(database).issue(to: subject, now: now)
        }
        let json = JSON.encode([
            "token": issued.token, "expires_at": issued.session.expiresAt.description,
        ])
        return AdminOutcome(text: issued.token, json: String(decoding: json, as: UTF8.self))
    }

    private func sync(
        _ names: [String], options: CatalogueSync.Options, showRejects: Bool,
        progress: @escaping @Sendable (String) -> Void
    ) async throws -> AdminOutcome {
        var entries = context.platforms.enabled
        if !names.isEmpty {
            entries = try names.map { name in
                guard let entry = context.platforms[name], entry.configuration.enabled else {
                    throw CommandFailure(
                        "\(name) is not an enabled platform; those are "
                            + entries.map(\.configuration.id).joined(separator: ", "))
                }
                return entry
            }
        }
        let reports = await withTaskGroup(of: (String, Result<SyncReport, any Error>).self) {
            group in
            for entry in entries {
                group.addTask(executorPreference: BackgroundExecutor.shared) { [self] in
                    let id = entry.configuration.id
                    do {
                        let report = try await sync(entry, options: options) {
                            progress("\(id): \($0.words)")
                        }
                        return (id, .success(report))
                    } catch {
                        return (id, .failure(error))
                    }
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        return SyncTable.outcome(
            entries.map { ($0.configuration.id, reports[$0.configuration.id]!) },
            showRejects: showRejects)
    }
}

extension Service {
    /// How long someone who asked for a sync waits for a platform's first page.
    static let firstPageSpanMax = Span.seconds(60)

    /// Syncs one platform for someone who waits: a dead one is given up long before a worker
    /// would, one that answers has all its time.
    private func sync(
        _ entry: PlatformDirectory.Entry, options: CatalogueSync.Options,
        progress: @escaping @Sendable (CatalogueSync.Progress) -> Void
    ) async throws -> SyncReport {
        let patience = Patience()
        return try await withThrowingTaskGroup(of: SyncReport?.self) { group in
            group.addTask { [syncs] in
                try await syncs.run(
                    entry.platform, publish: entry.configuration.publish, options: options
                ) {
                    patience.hasAnswer.store(true, ordering: .relaxed)
                    progress($0)
                }
            }
            group.addTask {
                try? await Task.sleep(for: .milliseconds(Self.firstPageSpanMax.milliseconds))
                return nil
            }
            var isGivenUp = false
            while let finished = try await group.next() {
                if var report = finished {
                    group.cancelAll()
                    if isGivenUp {
                        report.detail = "it did not answer in time: run it again"
                        report.failure = .unavailable
                    }
                    return report
                }
                isGivenUp = !patience.hasAnswer.load(ordering: .relaxed)
                if isGivenUp { group.cancelAll() }
            }
            throw CancellationError()
        }
    }
}

/// Whether a platform that someone waits for has answered at all.
private final class Patience: Sendable {
    let hasAnswer = Atomic(false)
}

extension CatalogueSync.Progress {
    fileprivate var words: String {
        switch self {
        case .reading(let records): return "\(records) records read"
        case .applying(let done, let total): return "\(done) of \(total) changes applied"
        }
    }
}
