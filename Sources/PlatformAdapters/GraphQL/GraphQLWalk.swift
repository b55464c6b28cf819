import Catalog

/// Walks over the pages of the course connection; may be used for a second walk, which then
/// hands over only what the first did not.
struct GraphQLWalk {
    private(set) var delivery = CatalogueDelivery()
    /// Every id that was met, taken or not.
    private(set) var ids: Set<String> = []
    /// The latest `updatedAt`; nil before the first.
    private(set) var newest: Instant?
    /// Some course does not say when it changed, so that changes cannot be asked for.
    private(set) var lacksTimes = false
    /// Something could not be had: see ``GraphQLPage/isPartial``.
    private(set) var isPartial = false
    private(set) var pageSize: Int
    private(set) var total: Int?
    private let endpoint: GraphQLEndpoint
    private let reader: RecordReader
    private var budget: RetryBudget
    /// For pages that come with errors.
    private var againBudget: RetryBudget
    private var taken: Set<String> = []
    private var pages = 0

    init(connection: PlatformConnection, platformID: String, pageSize: Int) {
        endpoint = GraphQLEndpoint(connection: connection)
        reader = RecordReader(platformID: platformID)
        budget = connection.catalogueBudget()
        againBudget = connection.catalogueBudget()
        self.pageSize = pageSize
    }

    /// - Parameter since: nil reads everything.
    mutating func run(
        since: Instant?, deliver: (CataloguePage) async throws -> Void
    ) async throws(PlatformFailure) {
        let handed = ids
        ids = []
        isPartial = false
        var cursors: Set<String> = []
        var after: String?
        repeat {
            pages += 1
            guard pages <= GraphQLAdapter.pagesMax else {
                throw .malformed("more than \(GraphQLAdapter.pagesMax) pages")
            }
            let page = try await page(since: since, after: after)
            var result = reader.page(
                of: page.records.filter { record in
                    !(record.id?.string.map(handed.contains) ?? false)
                }, seen: &taken)
            result.rejects = page.rejects + result.rejects
            note(page, result)
            try await delivery.hand(result, to: deliver)
            after = page.next
            if let after, !cursors.insert(after).inserted {
                throw .malformed("the cursors lead round in a circle")
            }
        } while after != nil
    }

    private mutating func note(_ page: GraphQLPage, _ result: CataloguePage) {
        ids.formUnion(page.records.compactMap { $0.id?.string })
        ids.formUnion(page.rejects.map(\.record))
        isPartial = isPartial || page.isPartial
        total = page.total ?? total
        for listing in result.listings {
            if let time = listing.updatedAt {
                newest = max(newest ?? time, time)
            } else {
                lacksTimes = true
            }
        }
    }

    /// One page, asked for again while errors come beside its data; then as far as it came. A
    /// first page that brings nothing is asked for in smaller sizes: the size may be the reason.
    private mutating func page(
        since: Instant?, after: String?
    ) async throws(PlatformFailure) -> GraphQLPage {
        var attempt = 0
        while true {
            let (reply, answer) = try await endpoint.send(
                since == nil ? .courses : .changedCourses, variables(since, after), isRead: true,
                budget: &budget)
            delivery.count(answer)
            if reply.faults.isEmpty { return try GraphQLPage(reply, number: pages) }
            var told: Int?
            if case .unavailable(_, let seconds)? = reply.refusal { told = seconds }
            // Without the member `data` the query was refused, and will be again.
            let isWorthAgain = reply.data != nil || reply.refusal != nil
            if isWorthAgain, attempt < GraphQLAdapter.againMax,
                await endpoint.connection.pause(
                    attempt: attempt, told: told, budget: &againBudget)
            {
                attempt += 1
                continue
            }
            if case .object? = reply.data?["courses"] {
                return try GraphQLPage(reply, number: pages)
            }
            if let refusal = reply.refusal { throw refusal }
            let smaller = GraphQLAdapter.pageSizes.first { $0 < pageSize }
            guard after == nil, since == nil, let smaller else {
                throw .malformed("the query brings no courses: \(reply.words)")
            }
            pageSize = smaller
            attempt = 0
        }
    }

    private func variables(_ since: Instant?, _ after: String?) -> [String: JSONValue] {
        var variables: [String: JSONValue] = ["first": .integer(Int64(pageSize))]
        if let after { variables["after"] = .string(after) }
        if let since { variables["updatedSince"] = .string(since.description) }
        return variables
    }
}
