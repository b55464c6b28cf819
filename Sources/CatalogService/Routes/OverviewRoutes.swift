import Catalog
import HTTPServer

/// The operators' overview.
struct OverviewRoutes {
    static let readers: Set<Staff.Role> = [.operator, .auditor]
    static let weeksShown = 12

    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", "/v1/staff/overview", .noBody, overview)
    }

    private struct Output: Encodable {
        let counted_until: Instant
        let weeks: [Week]
        let platforms: [Group]
        let categories: [Group]
        let provinces: [Group]
    }

    private struct Week: Encodable {
        let starts_on: String
        let figures: Figures
    }

    private struct Group: Encodable {
        let id: String
        let name: String
        let figures: Figures
    }

    private struct Figures: Encodable {
        let orders: Int
        let order_total: Money
        let completions: Int
        let incentives: Int
        let incentive_total: Money

        init(_ figures: OverviewFigures) {
            orders = figures.orders
            order_total = figures.orderTotal
            completions = figures.completions
            incentives = figures.incentives
            incentive_total = figures.incentiveTotal
        }
    }

    @Sendable private func overview(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        try request.checkParameters(known: ["weeks"])
        let weeks = try Self.weeks(request)
        let context = context
        let names = OverviewNames(context, Wording(language: request.language))
        return context.read(for: request) { database in
            let now = context.clock.now()
            _ = try token.staff(in: database, roles: Self.readers, now: now)
            return try OverviewStore(database).overview(weeks: weeks, now: now)
        } answer: { overview in
            func groups(_ groups: [Overview.Group], _ name: (String) -> String) -> [Group] {
                groups.map {
                    Group(id: $0.value, name: name($0.value), figures: Figures($0.figures))
                }
            }
            return .json(
                Output(
                    counted_until: overview.countedUntil,
                    weeks: overview.weeks.map {
                        Week(
                            starts_on: OverviewNames.date($0.startsOn),
                            figures: Figures($0.figures))
                    },
                    platforms: groups(overview.platforms, names.platform),
                    categories: groups(overview.categories, names.category),
                    provinces: groups(overview.provinces, names.province)))
        }
    }

    /// - Throws: 400 for another number of weeks than there may be.
    static func weeks(_ request: HTTPRequest) throws(Problem) -> Int {
        guard let text = request.parameter("weeks") else { return weeksShown }
        guard let weeks = Int(text), (1...OverviewStore.weeksMax).contains(weeks) else {
            throw .parameter(
                "weeks", "is no whole number from 1 to \(OverviewStore.weeksMax)")
        }
        return weeks
    }
}
