import Catalog
import Foundation

/// Loads schemes, categories and people; never courses, which come only through adapters.
/// What is there already stays, so an interrupted run is simply run again.
struct Seeding: Sendable {
    /// The scheme of synthetic participants, and the number their people are made from.
    static let syntheticScheme = "pandemi-2020"
    static let syntheticSeed: UInt64 = 2020
    /// Tokens for load tests outlive a test, not a year.
    static let tokenLifetime = Span.days(30)

    let context: ServiceContext
    let shelf: SeedShelf
    let progress: @Sendable (String) -> Void

    private struct Outcome: Encodable {
        let schemes: Int
        let categories: Int
        let demo_participants: Int
        let synthetic_participants: Int
        let tokens: Int
    }

    func run(participants: Int, tokensFile: String?) async throws -> AdminOutcome {
        let now = context.clock.now()
        let schemes = try read("schemes.json", SchemeStore.parse)
        let categories = try read("categories.json", Category.load)
        let synonyms = shelf.search.synonyms
        let byID = Dictionary(uniqueKeysWithValues: schemes.map { ($0.id, $0) })
        let regencies = shelf.regions.keys.filter { $0.contains(".") }
        let people = try read("participants.json") { bytes throws(JSONFault) in
            try ParticipantSeed(bytes, regencies: Set(regencies), schemes: byID, now: now)
        }
        let added = try await context.commands.run { database in
            for scheme in schemes { try SchemeStore(database).upsert(scheme) }
            let store = CategoryStore(database)
            // What people edited stays.
            if try store.all().isEmpty { try store.replaceAll(categories) }
            try WordGroupStore(database).seed(synonyms: synonyms, now: now)
            return try people.load(into: database, now: now)
        }
        context.state.setSchemes(byID)
        var synthetic = 0
        var tokens = 0
        if participants > 0 {
            guard let scheme = byID[Self.syntheticScheme] else {
                throw CommandFailure("schemes.json has no scheme \(Self.syntheticScheme)")
            }
            let crowd = SyntheticParticipants(
                seed: Self.syntheticSeed, regencies: regencies, scheme: scheme, acceptedAt: now)
            synthetic = try await load(crowd, count: participants)
            if let tokensFile {
                tokens = try await writeTokens(crowd, count: participants, to: tokensFile)
            }
        }
        let outcome = Outcome(
            schemes: schemes.count, categories: categories.count, demo_participants: added,
            synthetic_participants: synthetic, tokens: tokens)
        return AdminOutcome(
            text: "Seeded \(schemes.count) schemes, \(categories.count) categories, "
                + "\(added) new demo participants"
                + (participants > 0 ? ", \(synthetic) new synthetic ones." : "."),
            json: String(decoding: JSON.encode(outcome), as: UTF8.self))
    }

    private func load(_ crowd: SyntheticParticipants, count: Int) async throws -> Int {
        guard count <= crowd.capacity else {
            throw CommandFailure("there can be \(crowd.capacity) synthetic participants")
        }
        var added = 0
        for batch in SyntheticParticipantStore.batches(of: count) {
            added += try await context.commands.run {
                try SyntheticParticipantStore($0).load(crowd, batch)
            }
            progress("\(batch.upperBound) of \(count) participants")
        }
        return added
    }

    /// One token a line, in the order of the participants.
    private func writeTokens(
        _ crowd: SyntheticParticipants, count: Int, to path: String
    ) async throws -> Int {
        guard
            FileManager.default.createFile(
                atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let file = FileHandle(forWritingAtPath: path)
        else { throw CommandFailure("\(path) cannot be written") }
        defer { try? file.close() }
        let now = context.clock.now()
        for batch in SyntheticParticipantStore.batches(of: count) {
            let people = batch.map { crowd.person($0).participant.id }
            let tokens = try await context.commands.run {
                try SessionStore($0).issue(to: people, now: now, lifetime: Self.tokenLifetime)
            }
            try file.write(contentsOf: Data((tokens.joined(separator: "\n") + "\n").utf8))
            progress("\(batch.upperBound) of \(count) tokens")
        }
        return count
    }

    private func read<Content>(
        _ name: String, _ parse: ([UInt8]) throws(JSONFault) -> Content
    ) throws -> Content {
        let bytes = try shelf.bytes(name)
        do throws(JSONFault) {
            return try parse(bytes)
        } catch {
            throw ConfigurationError(
                key: "CATALOGD_SEED", problem: "\(name): \(error.member) \(error.problem)")
        }
    }
}
