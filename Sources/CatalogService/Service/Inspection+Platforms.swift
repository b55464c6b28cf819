import Catalog
import Foundation
import SQL
import Synchronization

/// What the doctor asks of the platforms, and what the running server remembers of them.
extension Inspection {
    /// Asks all enabled platforms for their catalogue's first page, at the same time.
    static func platforms(_ configuration: Configuration) async -> [Check] {
        let directory: PlatformDirectory
        do {
            directory = try PlatformDirectory(
                file: configuration.platformsFile, clock: .system, syncSpanMax: platformSpanMax)
        } catch {
            return [Check(what: "platforms", ok: false, detail: "\(error)")]
        }
        let checks = await withTaskGroup(of: (String, Check).self) { group in
            for entry in directory.enabled {
                group.addTask { (entry.configuration.id, await check(entry)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        return directory.enabled.compactMap { checks[$0.configuration.id] }
            + remembered(configuration)
    }

    /// The first page is enough: the run is given up when it comes.
    private static func check(_ entry: PlatformDirectory.Entry) async -> Check {
        struct Enough: Error {}
        let what = "platform \(entry.configuration.id)"
        let answered = Atomic(false)
        do {
            _ = try await entry.platform.catalogue(since: nil) { _ in
                answered.store(true, ordering: .relaxed)
                throw Enough()
            }
            return Check(what: what, ok: true, detail: "answers")
        } catch {
            if answered.load(ordering: .relaxed) {
                return Check(what: what, ok: true, detail: "answers")
            }
            let kind: String
            switch error {
            case .unauthorized: kind = "credentials: "
            case .unavailable: kind = "down: "
            case .malformed, .refused, .unknown, .conflict: kind = "unusable: "
            }
            return Check(what: what, ok: false, detail: kind + error.words)
        }
    }

    private struct Remembered: Decodable {
        struct Syncs: Decodable {
            let held_changes: Int
        }

        struct Callbacks: Decodable {
            let refused: Int
            let doubtful: Int
        }

        let platform: String
        let state: String
        let detail: String
        let syncs: Syncs
        let callbacks: Callbacks

        var check: Check {
            let isWell = ["up", "unknown", "disabled"].contains(state) && syncs.held_changes == 0
            var words = "\(state), \(detail)"
            if callbacks.refused > 0 { words += "; \(callbacks.refused) callbacks refused" }
            if callbacks.doubtful > 0 {
                words += "; \(callbacks.doubtful) callbacks of the last day fit no order"
            }
            return Check(what: "health of \(platform)", ok: isWell, detail: words)
        }
    }

    /// What a running server has seen of its platforms; nothing where none runs.
    private static func remembered(_ configuration: Configuration) -> [Check] {
        // The servers of a shared store have no socket: each is asked over HTTP.
        guard case .sqlite(let path) = configuration.store else { return [] }
        do {
            guard let outcome = try AdminClient.ask(.health, database: path, progress: { _ in })
            else { return [] }
            return try JSON.decode([Remembered].self, from: Array(outcome.json.utf8))
                .map(\.check)
        } catch {
            return [
                Check(
                    what: "health of platforms", ok: false,
                    detail: CommandFailure.words(for: error))
            ]
        }
    }
}
