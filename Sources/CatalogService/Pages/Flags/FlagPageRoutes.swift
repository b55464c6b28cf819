import Catalog
import HTTPServer
import SQL

/// The curators' pages of flags.
struct FlagPageRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        let flag = PagePath.flags.text + "/{id}"
        router.on("GET", PagePath.flags.text, .noBody, list)
        router.on("GET", flag, .noBody, show)
        router.on("POST", flag, PageRoutes.form, decide)
        router.on("POST", flag + "/harga", PageRoutes.form, notePrice)
    }

    @Sendable private func list(_ request: HTTPRequest) throws -> Reply {
        let query = try FlagQuery(request, besides: ["lang"])
        let platforms = context.platforms.names
        return try context.staffPage(request, for: CurationRoutes.readers) { database, _ in
            let store = FlagStore(database)
            let rows = try store.page(
                query.filter, before: query.page.cursor, limit: query.page.limit + 1)
            return (rows, try store.counts())
        } show: { who, content in
            let (flags, next) = query.page.cut(content.0) { $0.flag.id }
            return FlagListPage(
                who: who, filter: query.filter, flags: flags, counts: content.1, next: next,
                platforms: platforms
            ).frame
        }
    }

    @Sendable private func show(_ request: HTTPRequest) throws -> Reply {
        try page(request)
    }

    private func page(_ request: HTTPRequest, failed: FlagPage.Failed? = nil) throws -> Reply {
        let id = try request.identifier(Flag.self, "flag")
        let platforms = context.platforms.names
        let isDone = failed == nil && request.value("selesai") != nil
        return try context.staffPage(
            request, for: CurationRoutes.readers, status: failed?.refusal.status ?? 200
        ) { database, _ in
            let flagged = try FlagStore(database).flag(id)
            let author = flagged.flag.dismissal?.author ?? ""
            return (
                flagged, try PublicPriceStore(database).price(of: flagged.flag.courseID),
                try CurationWords.names(of: [author], in: database)[author] ?? author
            )
        } show: { who, content in
            FlagPage(
                who: who, flagged: content.0, publicPrice: content.1, platforms: platforms,
                author: content.2, failed: failed, isDone: isDone
            ).frame
        }
    }

    @Sendable private func decide(_ request: HTTPRequest) throws -> Reply {
        let id = try request.identifier(Flag.self, "flag")
        let clock = context.clock
        return try context.staffAction(request, for: CurationRoutes.writers) {
            database, staff, form in
            let now = clock.now()
            let desk = FlagDesk(database, staff: staff)
            guard form["aksi"] != "buka" else {
                _ = try desk.reopen(id, now: now)
                return
            }
            let reason = try CurationReason(form["alasan"])
            guard form["versi"] == FlagView.tag(of: try desk.flag(id)) else {
                throw Refusal(
                    status: 412, code: "precondition_failed",
                    detail: "The facts have changed since you opened it.", fix: "Look again.")
            }
            _ = try desk.dismiss(id, because: reason, now: now)
        } then: {
            PagePath.flag(id).with([("selesai", "ya")])
        } refused: { refusal, form in
            try page(
                request,
                failed: .init(refusal: refusal, reason: form["alasan"], price: "", url: ""))
        }
    }

    @Sendable private func notePrice(_ request: HTTPRequest) throws -> Reply {
        let id = try request.identifier(Flag.self, "flag")
        let clock = context.clock
        return try context.staffAction(request, for: CurationRoutes.writers) {
            database, staff, form in
            let desk = FlagDesk(database, staff: staff)
            let course = try desk.flag(id).flag.courseID
            let digits = form["harga"].filter { $0 != "." && $0 != " " }
            // What is no number is out of range: it is said at the field.
            _ = try desk.notePublicPrice(
                of: course, Money(rupiah: Int64(digits) ?? -1), at: form["alamat"],
                now: clock.now())
        } then: {
            PagePath.flag(id).with([("selesai", "ya")])
        } refused: { refusal, form in
            try page(
                request,
                failed: .init(
                    refusal: refusal, reason: "", price: form["harga"], url: form["alamat"]))
        }
    }
}
