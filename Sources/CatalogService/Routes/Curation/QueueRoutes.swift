import Catalog
import HTTPServer

/// What waits for curators.
struct QueueRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", "/v1/curation/queue", .noBody, queue)
    }

    private struct Page: Encodable {
        let items: [Item]
        let counts: [String: Int]
        let feeds: [Feed]
        let next_cursor: String?
    }

    private struct Item: Encodable {
        let course_id: Identifier<Course>
        let slug: String
        let title: String
        let platform: String
        let category: String?
        let state: Course.State
        let price: Money?
        let kinds: [QueueKind]
        let since: Instant
        let changed_fields: [String]
        let flags: [FlagRule]
        let held: [Change]

        init(_ entry: QueueEntry) {
            course_id = entry.courseID
            slug = entry.slug
            title = entry.title
            platform = entry.platformID
            category = entry.categoryID
            state = entry.state
            price = entry.price
            kinds = entry.kinds
            since = entry.since
            changed_fields = entry.changedFields
            flags = entry.flags
            held = entry.held.map { Change(field: $0.field, old: $0.old, new: $0.new) }
        }
    }

    private struct Change: Encodable {
        let field: String
        let old: String?
        let new: String?
    }

    private struct Feed: Encodable {
        let platform: String
        let sync: Int
        let held: Int
        let reason: String?
        let held_at: Instant
    }

    @Sendable private func queue(_ request: HTTPRequest) throws -> Reply {
        let page = try PageParameters<Course>(request, besides: QueueFilter.parameters)
        let filter = try QueueFilter(of: request)
        let now = context.clock.now()
        return try context.readForCurators(request) { database in
            let store = QueueStore(database)
            return (
                try store.page(filter, after: page.cursor, limit: page.limit + 1, now: now),
                try store.counts(filter, now: now), try store.heldFeeds()
            )
        } answer: { entries, counts, feeds in
            let (items, next) = page.cut(entries, id: \.courseID)
            return .json(
                Page(
                    items: items.map(Item.init),
                    counts: Dictionary(
                        uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) }),
                    feeds: feeds.map {
                        Feed(
                            platform: $0.platformID, sync: $0.number, held: $0.held,
                            reason: $0.reason, held_at: $0.heldAt)
                    }, next_cursor: next))
        }
    }
}

extension QueueFilter {
    static let parameters: Set = ["kind", "platform", "category", "state"]

    /// - Throws: 400 for a kind or a state that there is not.
    init(of request: HTTPRequest) throws(Problem) {
        self.init(
            kind: try request.parameter("kind", QueueKind.init),
            platform: request.value("platform"), category: request.value("category"),
            state: try request.parameter("state", Course.State.init))
    }
}
