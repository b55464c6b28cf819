import Catalog
import HTTPServer

/// The overview by a page.
struct OverviewPageRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", PagePath.staffOverview.text, .noBody, overview)
    }

    @Sendable private func overview(_ request: HTTPRequest) throws -> Reply {
        try request.checkParameters(known: ["weeks", "lang"])
        let weeks = try OverviewRoutes.weeks(request)
        let context = context
        return try context.staffPage(request, for: OverviewRoutes.readers) { database, _ in
            try OverviewStore(database).overview(weeks: weeks, now: context.clock.now())
        } show: { who, overview in
            OverviewPage(
                who: who, overview: overview, weeks: weeks,
                names: OverviewNames(context, who.say)
            ).frame
        }
    }
}
