import Catalog
import HTTPServer
import SQL

/// Curators' pages: the queue, and decisions about many courses.
struct CurationPageRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", PagePath.curation.text, .noBody, queue)
        router.on("GET", PagePath.curationBulk.text, .noBody, plan)
        router.on("POST", PagePath.curationBulk.text, PageRoutes.form, carryOut)
        router.on("GET", "/staff/kurasi/massal/{id}", .noBody, bulk)
        router.on("POST", "/staff/kurasi/massal/{id}/urungkan", PageRoutes.form, undo)
    }

    // MARK: - The queue

    @Sendable private func queue(_ request: HTTPRequest) throws -> Reply {
        try queue(request, failed: nil)
    }

    private func queue(_ request: HTTPRequest, failed: QueuePage.Failed?) throws -> Reply {
        let filter = QueueFilter(
            kind: request.value("kind").flatMap(QueueKind.init),
            platform: Self.given("platform", of: request),
            category: Self.given("category", of: request),
            state: request.value("state").flatMap(Course.State.init))
        let cursor = request.value("cursor").flatMap { Identifier<Course>($0) }
        let now = context.clock.now()
        let platforms = context.platforms.entries.map {
            (id: $0.configuration.id, name: $0.configuration.name)
        }
        return try context.staffPage(
            request, for: CurationRoutes.readers, status: failed?.refusal.status ?? 200
        ) { database, _ in
            let store = QueueStore(database)
            let bulks = try BulkStore(database).recent(
                since: now - BulkRules.undoWindow, limit: QueuePage.bulksMax)
            return (
                try store.page(filter, after: cursor, limit: QueuePage.limit + 1, now: now),
                try store.counts(filter, now: now), try store.heldFeeds(),
                try CategoryStore(database).all(), bulks,
                try CurationWords.names(of: bulks.map(\.author), in: database)
            )
        } show: { who, content in
            let (entries, counts, feeds, categories, bulks, names) = content
            let shown = Array(entries.prefix(QueuePage.limit))
            return QueuePage(
                who: who, filter: filter, cursor: cursor?.value, failed: failed, entries: shown,
                counts: counts, feeds: feeds,
                bulks: bulks, names: names,
                next: entries.count > shown.count ? shown.last?.courseID.value : nil,
                readAt: now, platforms: platforms, categories: categories
            ).frame
        }
    }

    private static func given(_ name: String, of request: HTTPRequest) -> String? {
        request.value(name).flatMap { $0.isEmpty ? nil : $0 }
    }

    // MARK: - Many at once

    /// What the fields of a form ask for; the first page sends each course by itself.
    private static func command(
        action: String, reason: String, readAt: String, courses: [String]
    ) throws -> BulkCommand {
        guard let action = BulkCommand.Action(rawValue: action) else {
            throw Refusal.notFound("action")
        }
        return try BulkCommand(
            action: action, courses: courses.compactMap { Identifier<Course>($0) },
            reason: CurationReason(reason),
            asOf: Int64(readAt).map(Instant.init(milliseconds:)))
    }

    /// The same page again: what would happen, or why nothing can.
    private static func planPath(_ command: BulkCommand) -> PagePath {
        PagePath.curationBulk.with(
            [
                ("aksi", command.action.rawValue), ("alasan", command.reason.text),
                ("dibaca", command.asOf.map { String($0.milliseconds) } ?? ""),
            ] + command.courses.map { ("pilih", $0.value) })
    }

    @Sendable private func plan(_ request: HTTPRequest) throws -> Reply {
        let (action, reason) = (request.value("aksi") ?? "", request.value("alasan") ?? "")
        let chosen = request.query.filter { $0.name == "pilih" }.map(\.value)
        let command: BulkCommand
        do {
            command = try Self.command(
                action: action, reason: reason, readAt: request.value("dibaca") ?? "",
                courses: chosen)
        } catch let refusal as Refusal {
            return try queue(
                request,
                failed: .init(
                    refusal: refusal, action: action, reason: reason, chosen: Set(chosen)))
        }
        let now = context.clock.now()
        return try context.staffPage(request, for: CurationRoutes.writers) { database, staff in
            try BulkStore(database).plan(command, by: .init(staff.id, now: now))
        } show: { who, results in
            BulkPlanPage(who: who, command: command, results: results).frame
        }
    }

    @Sendable private func carryOut(_ request: HTTPRequest) throws -> Reply {
        let (clock, state) = (context.clock, context.state)
        return try context.staffAction(request, for: CurationRoutes.writers) {
            database, staff, form -> (BulkCommand, Bulk?) in
            let command = try Self.command(
                action: form["aksi"], reason: form["alasan"], readAt: form["dibaca"],
                courses: form["kelas"].split(separator: " ").map(String.init))
            let (bulk, _) = try BulkStore(database).carryOut(
                command, by: .init(staff.id, now: clock.now()))
            return (command, bulk)
        } then: { command, bulk in
            state.news.signal()
            return bulk.map { PagePath.bulk($0.id) } ?? Self.planPath(command)
        }
    }

    @Sendable private func bulk(_ request: HTTPRequest) throws -> Reply {
        let id = try request.identifier(Bulk.self, "bulk")
        let now = context.clock.now()
        return try context.staffPage(request, for: CurationRoutes.readers) { database, _ in
            let store = BulkStore(database)
            guard let bulk = try store.bulk(id) else { throw Refusal.notFound("bulk") }
            let names = try CurationWords.names(
                of: [bulk.author, bulk.undoneBy ?? ""], in: database)
            return (bulk, try store.courses(of: id), names)
        } show: { who, content in
            BulkPage(
                who: who, bulk: content.0, courses: content.1, names: content.2, now: now
            ).frame
        }
    }

    @Sendable private func undo(_ request: HTTPRequest) throws -> Reply {
        let id = try request.identifier(Bulk.self, "bulk")
        let (clock, state) = (context.clock, context.state)
        return try context.staffAction(request, for: CurationRoutes.writers) {
            database, staff, _ in
            _ = try BulkStore(database).undo(id, by: .init(staff.id, now: clock.now()))
        } then: { _ in
            state.news.signal()
            return .bulk(id)
        }
    }
}
