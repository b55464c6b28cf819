import Catalog
import HTTPServer
import SQL

/// Buying, looking at orders, cancelling and rating.
struct OrderRoutes {
    let context: ServiceContext
    private let purchases: CommandGroup<RequestedPurchase, StoredAnswer>

    init(context: ServiceContext) {
        self.context = context
        purchases = RequestedPurchase.group(context)
    }

    func add(to router: inout Router) {
        router.on("POST", "/v1/orders", .json, buy)
        router.on("GET", "/v1/orders", .noBody, list)
        router.on("GET", "/v1/orders/{id}", .noBody, show)
        router.on("POST", "/v1/orders/{id}/cancel", .noBody, cancel)
        router.on("POST", "/v1/orders/{id}/rating", .json, rate)
    }

    private struct Purchase: RequestBody {
        static let members: Set = ["course_id", "schedule_code"]
        let course_id: String
        let schedule_code: String?

        /// The usual body, read without Foundation; nil for all that is not plain and right.
        init?(plain body: [UInt8]) {
            guard case .object(let members)? = PlainJSON(body) else { return nil }
            var texts: [String: String] = [:]
            for member in members {
                guard case .text(let text) = member.value, Self.members.contains(member.name)
                else { return nil }
                texts[member.name] = text
            }
            guard let course = texts["course_id"] else { return nil }
            course_id = course
            schedule_code = texts["schedule_code"]
        }
    }

    /// The purchase is one command: session, decision, money, seat, order, outbox and answer.
    @Sendable private func buy(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let key = try IdempotencyKey(required: request)
        let input = try Purchase(plain: request.body) ?? request.decoded(Purchase.self)
        // Ids, hashes and the like are made here: the one writer's time is what limits sales.
        let wish = PurchaseCommand.Wish(
            course: .init(input.course_id), scheduleCode: input.schedule_code, key: key,
            now: context.clock.now())
        let purchase = RequestedPurchase(
            token: token, wish: wish, admission: Admission(context.limits.orders),
            unknown: .purchase(key, noted: context.clock.now()))
        // Cards first, one holder's after the other's, then the dates of one course after another.
        let contended =
            input.schedule_code == nil ? token.text : "~\(input.course_id) \(token.text)"
        let context = context
        return context.write(
            for: request, inOrderOf: contended, purchase, in: purchases,
            unknown: purchase.unknown
        ) { answer in
            if input.schedule_code != nil { context.state.noteSeatsChanged() }
            return .json(
                bytes: answer.body, status: answer.status, headers: purchase.admission.fields)
        }
    }

    private struct Page: Encodable {
        let items: [OrderView]
        let next_cursor: String?
    }

    @Sendable private func list(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let page = try PageParameters<Order>(request)
        let clock = context.clock
        return context.read(for: request) { database in
            let participant = try token.participant(in: database, now: clock.now())
            return try OrderStore(database).orders(
                of: participant, before: page.cursor, limit: page.limit + 1)
        } answer: { orders in
            let (items, next) = page.cut(orders) { $0.order.id }
            return .json(Page(items: items, next_cursor: next))
        }
    }

    @Sendable private func show(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(Order.self, "order")
        let clock = context.clock
        return context.read(for: request) { database in
            let participant = try token.participant(in: database, now: clock.now())
            guard let view = try OrderStore(database).order(id, of: participant) else {
                throw Refusal.notFound("order")
            }
            return view
        } answer: {
            .json($0)
        }
    }

    @Sendable private func cancel(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(Order.self, "order")
        let key = try IdempotencyKey(optional: request)
        let context = context
        let unknown = UnknownOutcome.cancellation(of: id, noted: context.clock.now())
        return context.write(for: request, inOrderOf: token.text, unknown: unknown) { database in
            let now = context.clock.now()
            let participant = try token.participant(in: database, now: now)
            unknown.setOwner(participant)
            let command = CancelCommand(orderID: id, participantID: participant, key: key)
            return try OrderStore(database, schemes: context.state.schemes).requestCancel(
                command, now: now)
        } answer: { answer in
            context.state.noteSeatsChanged()
            return .json(bytes: answer.body, status: answer.status)
        }
    }

    private struct Rating: RequestBody {
        static let members: Set = ["stars", "review"]
        let stars: Int
        let review: String
    }

    /// The last thing that an incentive waits for may be this.
    @Sendable private func rate(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(Order.self, "order")
        let input = try request.decoded(Rating.self)
        let context = context
        let unknown = UnknownOutcome.rating(
            of: id, stars: input.stars, review: input.review, noted: context.clock.now())
        return context.write(for: request, inOrderOf: token.text, unknown: unknown) { database in
            let now = context.clock.now()
            let participant = try token.participant(in: database, now: now)
            unknown.setOwner(participant)
            let view = try OrderStore(database).rate(
                id, by: participant, stars: input.stars, review: input.review, now: now)
            try IncentiveStore(database, schemes: context.state.schemes).evaluate(
                participant, now: now)
            return view
        } answer: { view in
            context.state.noteSeatsChanged()
            return .json(view)
        }
    }
}
