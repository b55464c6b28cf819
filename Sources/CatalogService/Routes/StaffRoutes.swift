import Catalog
import HTTPServer

/// What operators and auditors look at.
struct StaffRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", "/v1/staff/webhook-events", .noBody, events)
    }

    private struct Page: Encodable {
        let items: [Item]
        let next_cursor: String?
    }

    private struct Item: Encodable {
        let id: Identifier<KeptEvent>
        let platform: String
        let event_id: String
        let kind: String
        let verdict: CompletionFinding.Verdict
        let finding: CompletionFinding
        let order_id: Identifier<Order>?
        let enrolment_ref: String?
        let repeats: Int
        let received_at: Instant

        init(_ event: KeptEvent) {
            id = event.id
            platform = event.platformID
            event_id = event.eventID
            kind = event.name
            verdict = event.finding.verdict
            finding = event.finding
            order_id = event.orderID
            enrolment_ref = event.enrolmentReference
            repeats = event.repeats
            received_at = event.receivedAt
        }
    }

    /// The callbacks that fit no order, or contradict what is known: kept for people to look at.
    @Sendable private func events(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let page = try PageParameters<KeptEvent>(request)
        let clock = context.clock
        return context.read(for: request) { database in
            _ = try token.staff(
                in: database, roles: [.operator, .auditor], now: clock.now())
            return try CompletionStore(database).eventsForPeople(
                before: page.cursor, limit: page.limit + 1)
        } answer: { rows in
            let (items, next) = page.cut(rows, id: \.id)
            return .json(Page(items: items.map(Item.init), next_cursor: next))
        }
    }
}
