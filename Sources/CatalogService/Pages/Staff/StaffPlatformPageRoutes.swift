import Catalog
import HTTPServer
import SQL

/// Platforms, their syncs and what they told us, by pages.
struct StaffPlatformPageRoutes {
    static let syncsShown = 20

    let context: ServiceContext

    func add(to router: inout Router) {
        let one = PagePath.staffPlatforms.text + "/{id}"
        router.on("GET", PagePath.staffPlatforms.text, .noBody, list)
        router.on("GET", one, .noBody, read)
        router.on("POST", one + "/sinkron", PageRoutes.form, start)
        router.on("GET", one + "/sinkron/{n}", .noBody, sync)
        router.on("GET", one + "/panggilan", .noBody, events)
        router.on("GET", one + "/panggilan/{event}", .noBody, event)
        router.on("POST", one + "/panggilan/{event}", PageRoutes.form, judge)
    }

    @Sendable private func list(_ request: HTTPRequest) throws -> Reply {
        let context = context
        return try context.staffPage(request, for: PlatformRoutes.readers) { database, staff in
            let entries = context.platforms.entries.filter {
                staff.maySee(platform: $0.configuration.id)
            }
            let stored = try PlatformHealth.Stored(
                database, platforms: entries.map(\.configuration.id), now: context.clock.now())
            return (entries, stored)
        } show: { who, found in
            StaffPlatformsPage(who: who, platforms: context.health(found.0, found.1)).frame
        }
    }

    /// The platform in the address, where this person may see it.
    private func entry(
        _ request: HTTPRequest, for staff: Staff
    ) throws(Refusal) -> PlatformDirectory.Entry {
        guard let entry = context.platforms[request.pathParameters["id"] ?? ""],
            staff.maySee(platform: entry.configuration.id)
        else { throw .notFound("platform") }
        return entry
    }

    private func name(_ request: HTTPRequest) -> (id: String, name: String) {
        let id = request.pathParameters["id"] ?? ""
        return (id, context.platforms[id]?.configuration.name ?? id)
    }

    // MARK: - One platform and its syncs

    @Sendable private func read(_ request: HTTPRequest) throws -> Reply {
        let isStarted = request.query.contains { $0.name == "dimulai" }
        return try read(request, status: 200) { $0.isStarted = isStarted }
    }

    private func read(
        _ request: HTTPRequest, status: Int,
        _ change: @escaping @Sendable (inout StaffPlatformPage) -> Void
    ) throws -> Reply {
        let before = request.parameter("cursor").flatMap { Int($0) } ?? Int.max
        let context = context
        return try context.staffPage(
            request, for: PlatformRoutes.readers, status: status
        ) { database, staff in
            let entry = try entry(request, for: staff)
            let id = entry.configuration.id
            return (
                entry,
                try PlatformHealth.Stored(
                    database, platforms: [id], now: context.clock.now()),
                try SyncStore(database).recent(
                    of: id, before: before, limit: Self.syncsShown + 1)
            )
        } show: { who, found in
            let id = found.0.configuration.id
            let syncs = Array(found.2.prefix(Self.syncsShown))
            let seesRefusals = PlatformEventRoutes.readers.contains(who.staff.role)
            var page = StaffPlatformPage(
                who: who, health: context.health([found.0], found.1)[0], syncs: syncs,
                next: found.2.count > syncs.count ? syncs.last.map { "\($0.number)" } : nil,
                refusals: seesRefusals ? context.callbacks.refusals(of: id) : nil)
            change(&page)
            return page.frame
        }
    }

    @Sendable private func start(_ request: HTTPRequest) throws -> Reply {
        let context = context
        let platform = name(request)
        return try context.staffAction(request, for: SyncStartRoutes.writers) {
            database, staff, form in
            let options = CatalogueSync.Options(
                full: form["penuh"] == "ya", accept: form["terima"] == "ya")
            let entry = try SyncStartRoutes.note(
                platform.id, options, by: staff, in: database, context)
            return (entry, options)
        } then: { entry, options in
            context.syncDesk.start(entry, options: options)
            return PagePath.staffPlatform(platform.id).with([("dimulai", "ya")])
        } refused: { refusal, _ in
            let say = Visitor(of: request).say
            return try read(request, status: refusal.status) {
                $0.refusal = ProblemTitles.title(refusal.code, say.language)
            }
        }
    }

    @Sendable private func sync(_ request: HTTPRequest) throws -> Reply {
        let key = request.pathParameters["n"] ?? ""
        let platform = name(request)
        return try context.staffPage(request, for: PlatformRoutes.readers) { database, staff in
            let entry = try entry(request, for: staff)
            guard let report = try SyncStore(database).sync(key, of: entry.configuration.id)
            else { throw Refusal.notFound("sync") }
            return report
        } show: { who, report in
            StaffSyncPage(who: who, platform: platform.name, report: report).frame
        }
    }

    // MARK: - What it told us

    @Sendable private func events(_ request: HTTPRequest) throws -> Reply {
        let page = try PageParameters<KeptEvent>(request, besides: ["verdict", "lang"])
        let verdict: CompletionFinding.Verdict? = try request.choice("verdict")
        let platform = name(request)
        return try context.staffPage(
            request, for: PlatformEventRoutes.readers
        ) { database, staff in
            _ = try entry(request, for: staff)
            return try CompletionStore(database).log(
                of: platform.id, verdict: verdict, before: page.cursor, limit: page.limit)
        } show: { who, found in
            StaffEventsPage(who: who, platform: platform, verdict: verdict, page: found).frame
        }
    }

    @Sendable private func event(_ request: HTTPRequest) throws -> Reply {
        let isJudged = request.query.contains { $0.name == "dinilai" }
        return try event(request, status: 200) { $0.isJudged = isJudged }
    }

    private func event(
        _ request: HTTPRequest, status: Int,
        _ change: @escaping @Sendable (inout StaffEventPage) -> Void
    ) throws -> Reply {
        let id = try PlatformEventRoutes.eventID(request)
        let platform = name(request)
        return try context.staffPage(
            request, for: PlatformEventRoutes.readers, status: status
        ) { database, staff in
            _ = try entry(request, for: staff)
            guard
                let evidence = try CompletionStore(database).evidence(id, of: platform.id)
            else { throw Refusal.notFound("event") }
            return evidence
        } show: { who, evidence in
            var page = StaffEventPage(who: who, platform: platform, evidence: evidence)
            change(&page)
            return page.frame
        }
    }

    @Sendable private func judge(_ request: HTTPRequest) throws -> Reply {
        let id = try PlatformEventRoutes.eventID(request)
        let platform = name(request)
        let context = context
        return try context.staffAction(request, for: PlatformEventRoutes.writers) {
            database, staff, _ in
            try PlatformEventRoutes.judge(
                id, of: platform.id, by: staff, in: database, context)
        } then: { _ in
            context.state.noteSeatsChanged()
            return PagePath.staffEvent(platform.id, id).with([("dinilai", "ya")])
        } refused: { refusal, _ in
            let say = Visitor(of: request).say
            return try event(request, status: refusal.status) {
                $0.refusal = ProblemTitles.title(refusal.code, say.language)
            }
        }
    }
}
