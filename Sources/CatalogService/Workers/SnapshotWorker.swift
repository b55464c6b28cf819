import Catalog
import Foundation

/// Keeps the snapshot that serves all reads up to date: looks at the catalogue's version, and
/// builds a new snapshot when it has grown, when seats have changed, or when the old one is old.
struct SnapshotWorker: Sendable {
    /// How often the version is looked at; a curator's or a sync's change is public within this
    /// and the building. A shared store gives a signal as well.
    static let poll = Span(milliseconds: 300)
    static let sharedPoll = Span.seconds(2)
    /// At the least this long between two snapshots that differ in seats alone.
    static let seatsPause = Span.seconds(5)
    /// What depends on the time (the next schedule) is never older than this.
    static let ageMax = Span.minutes(10)

    /// A snapshot that took long is not followed at once by another: a great sync that goes on
    /// for minutes costs a quarter of one processor, not all of it.
    static let restOfBuilds = 3
    static let restFrom = Span.seconds(1)
    static let restMax = Span.minutes(1)
    /// Courses from which on a build takes so long that it gives way to those who browse.
    static let givesWayFrom = 20_000

    let context: ServiceContext
    let shelf: SeedShelf

    func run() async {
        var current: Int64 = context.catalogue.current.version
        var builtAt = context.catalogue.current.builtAt
        let isShared = context.configuration.store.isShared
        var figures: [Int64] = []
        while !Task.isCancelled {
            do {
                await context.state.news.wait(atMost: isShared ? Self.sharedPoll : Self.poll)
                try Task.checkCancellation()
                if isShared {
                    // Other instances sell seats too.
                    let now = try await context.reads.run { try CourseStore($0).figures() }
                    if now != figures { context.state.noteSeatsChanged() }
                    figures = now
                }
                let version = try await context.reads.run { try CourseStore($0).version() }
                let age = context.clock.now() - builtAt
                let seatsChanged = age > Self.seatsPause && context.state.takeSeatsChanged()
                guard version > current || age > Self.ageMax || seatsChanged else { continue }
                let snapshot = try await build(forSeats: seatsChanged)
                context.catalogue.replace(with: snapshot)
                current = max(snapshot.version, version)
                builtAt = snapshot.builtAt
                try await rest(after: context.clock.now() - builtAt)
            } catch is CancellationError {
                return
            } catch {
                context.log.error(
                    "snapshot_failed", ["error": CommandFailure.words(for: error)])
            }
        }
    }

    private func rest(after build: Span) async throws {
        let rest = build.milliseconds * Int64(Self.restOfBuilds)
        // A small catalogue's build is over sooner than a change is looked for.
        guard rest > Self.restFrom.milliseconds else { return }
        try await Task.sleep(for: .milliseconds(min(rest, Self.restMax.milliseconds)))
    }

    /// A build that fails leaves the change of seats for the next one.
    private func build(forSeats seatsChanged: Bool) async throws -> CatalogSnapshot {
        let isGreat = context.catalogue.current.courseCount >= Self.givesWayFrom
        do {
            return try await withTaskExecutorPreference(
                isGreat ? BackgroundExecutor.shared : nil
            ) { try await SnapshotBuilder(context: context, shelf: shelf).build() }
        } catch {
            if seatsChanged { context.state.noteSeatsChanged() }
            throw error
        }
    }
}

/// Builds a snapshot from the store and the seed directory's words.
struct SnapshotBuilder: Sendable {
    let context: ServiceContext
    let shelf: SeedShelf

    func build() async throws -> CatalogSnapshot {
        let started = context.clock.now()
        let (load, categories, schemes, words) = try await context.reads.run { database in
            try database.reading { database in
                (
                    try CourseStore(database).load(), try CategoryStore(database).all(),
                    try SchemeStore(database).load(), try WordGroupStore(database).all()
                )
            }
        }
        let skills = SkillMap(words)
        // Another instance may have loaded others.
        context.state.setSchemes(schemes)
        let contents = CatalogContents(
            courses: load.courses.map { course in
                var course = course
                course.listing.skills = skills.canonical(course.listing.skills)
                return course
            },
            categories: categories.map {
                SearchCategory(id: $0.id, indonesian: $0.name.id, english: $0.name.en)
            }, platformNames: context.platforms.names, regions: shelf.regions,
            settings: shelf.search.with(words))
        let snapshot = CatalogSnapshot(contents, version: load.version, builtAt: started)
        context.log.debug(
            "snapshot_built",
            [
                "version": "\(load.version)", "courses": "\(snapshot.courseCount)",
                "milliseconds": "\((context.clock.now() - started).milliseconds)",
            ])
        return snapshot
    }
}
