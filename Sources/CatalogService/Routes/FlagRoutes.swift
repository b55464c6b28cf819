import Catalog
import HTTPServer

/// The curators' queue of flags: what a rule found, and whether somebody looked.
struct FlagRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        let flag = "/v1/curation/flags/{id}"
        router.on("GET", "/v1/curation/flag-rules", .noBody, rules)
        router.on("GET", "/v1/curation/flags", .noBody, list)
        router.on("GET", flag, .noBody, show)
        router.on("PUT", flag + "/dismissal", .json, dismiss)
        router.on("DELETE", flag + "/dismissal", .noBody, reopen)
        let price = "/v1/curation/courses/{id}/public-price"
        router.on("GET", price, .noBody, publicPrice)
        router.on("PUT", price, .json, notePublicPrice)
        router.on("DELETE", price, .noBody, forgetPublicPrice)
    }

    // MARK: - Reading

    private struct Rule: Encodable {
        let id: FlagRule
        let label: LabelView
        let meaning: LabelView
        let open: Int
        let dismissed: Int
    }

    @Sendable private func rules(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        try request.checkParameters(known: [])
        let clock = context.clock
        return context.read(for: request) { database in
            _ = try token.staff(in: database, roles: CurationRoutes.readers, now: clock.now())
            return try FlagStore(database).counts()
        } answer: { counts in
            .json([
                "items": FlagRule.allCases.map { rule in
                    Rule(
                        id: rule, label: LabelView(rule.label), meaning: LabelView(rule.meaning),
                        open: counts[rule]?[.open] ?? 0,
                        dismissed: counts[rule]?[.dismissed] ?? 0)
                }
            ])
        }
    }

    private struct Page: Encodable {
        let items: [FlagView]
        let next_cursor: String?
    }

    @Sendable private func list(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let query = try FlagQuery(request)
        let clock = context.clock
        return context.read(for: request) { database in
            _ = try token.staff(in: database, roles: CurationRoutes.readers, now: clock.now())
            return try FlagStore(database).page(
                query.filter, before: query.page.cursor, limit: query.page.limit + 1)
        } answer: { rows in
            let (items, next) = query.page.cut(rows) { $0.flag.id }
            return .json(Page(items: items.map(FlagView.init), next_cursor: next))
        }
    }

    @Sendable private func show(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        try request.checkParameters(known: [])
        let id = try request.identifier(Flag.self, "flag")
        let clock = context.clock
        return context.read(for: request) { database in
            _ = try token.staff(in: database, roles: CurationRoutes.readers, now: clock.now())
            return try FlagStore(database).flag(id)
        } answer: {
            .flag($0)
        }
    }

    // MARK: - Deciding

    private struct DismissalInput: RequestBody {
        static let members: Set = ["reason"]
        let reason: String
    }

    /// If-Match names the facts that were seen: what has changed since is looked at again.
    @Sendable private func dismiss(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(Flag.self, "flag")
        let reason = try CurationReason(try request.decoded(DismissalInput.self).reason)
        let clock = context.clock
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: CurationRoutes.writers, now: now)
            let desk = FlagDesk(database, staff: staff)
            try request.checkIfMatch(FlagView.tag(of: try desk.flag(id)))
            return try desk.dismiss(id, because: reason, now: now)
        } answer: {
            .flag($0)
        }
    }

    @Sendable private func reopen(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(Flag.self, "flag")
        let clock = context.clock
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: CurationRoutes.writers, now: now)
            return try FlagDesk(database, staff: staff).reopen(id, now: now)
        } answer: {
            .flag($0)
        }
    }

    // MARK: - Public prices

    private struct PriceInput: RequestBody {
        static let members: Set = ["price", "url"]
        let price: Int64
        let url: String
    }

    private struct PriceOutput: Encodable {
        let price: Money
        let url: String
        let author: String
        let seen_at: Instant

        init(_ price: PublicPrice) {
            self.price = price.price
            url = price.url
            author = price.author
            seen_at = price.seenAt
        }
    }

    @Sendable private func publicPrice(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        try request.checkParameters(known: [])
        let id = try request.identifier(Course.self, "course")
        let clock = context.clock
        return context.read(for: request) { database in
            _ = try token.staff(in: database, roles: CurationRoutes.readers, now: clock.now())
            guard let price = try PublicPriceStore(database).price(of: id) else {
                throw Refusal.notFound("public price")
            }
            return price
        } answer: {
            .json(PriceOutput($0))
        }
    }

    @Sendable private func notePublicPrice(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(Course.self, "course")
        let input = try request.decoded(PriceInput.self)
        let clock = context.clock
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: CurationRoutes.writers, now: now)
            return try FlagDesk(database, staff: staff).notePublicPrice(
                of: id, Money(rupiah: input.price), at: input.url, now: now)
        } answer: {
            .json(PriceOutput($0))
        }
    }

    @Sendable private func forgetPublicPrice(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(Course.self, "course")
        let clock = context.clock
        return context.write(for: request) { database in
            let now = clock.now()
            let staff = try token.staff(in: database, roles: CurationRoutes.writers, now: now)
            try FlagDesk(database, staff: staff).forgetPublicPrice(of: id, now: now)
        } answer: { _ in
            HTTPResponse(status: 204, headers: [("Cache-Control", "no-store")])
        }
    }
}

extension HTTPResponse {
    fileprivate static func flag(_ flagged: FlaggedCourse) -> HTTPResponse {
        .json(FlagView(flagged), headers: [("ETag", FlagView.tag(of: flagged))])
    }
}
