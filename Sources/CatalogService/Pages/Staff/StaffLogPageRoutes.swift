import Catalog
import HTTPServer

/// The log by a page.
struct StaffLogPageRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", PagePath.staffLog.text, .noBody, list)
    }

    @Sendable private func list(_ request: HTTPRequest) throws -> Reply {
        let page = try PageParameters<StaffLogEntry>(
            request, besides: StaffLogRoutes.parameters.union(["lang"]))
        let filter = try StaffLogRoutes.filter(request)
        let parameters = request.query.filter {
            StaffLogRoutes.parameters.contains($0.name) && !$0.value.isEmpty
        }
        return try context.staffPage(request, for: StaffLogRoutes.readers) { database, _ in
            try StaffLogStore(database).entries(
                filter, before: page.cursor, limit: page.limit + 1)
        } show: { who, rows in
            let (entries, next) = page.cut(rows, id: \.id)
            return StaffLogPage(
                who: who, parameters: parameters, entries: entries, next: next
            ).frame
        }
    }
}
