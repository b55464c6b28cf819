import Catalog
import HTTPServer
import SQL

/// Where somebody is signed in, and ending it.
struct SessionPageRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", PagePath.sessions.text, .noBody, list)
        router.on("POST", PagePath.sessions.text, PageRoutes.form, end)
    }

    @Sendable private func list(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let isEnded = request.query.contains { $0.name == "berakhir" }
        let clock = context.clock
        return try context.personalPage(for: visitor, request) { database, participant in
            try SessionStore(database).sessions(
                of: .participant(participant), now: clock.now())
        } page: { sessions in
            SessionsPage(
                visitor: visitor, sessions: sessions, current: visitor.token?.sessionID,
                isEnded: isEnded
            ).frame
        }
    }

    /// One by its id, or all others; whichever was meant may have ended by itself meanwhile.
    @Sendable private func end(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let token = try visitor.signedIn()
        let form = try PageForm(
            request, visitor: visitor, origin: context.configuration.publicURL)
        let id = form["sesi"]
        let context = context
        return context.write(for: request) { database in
            if id.isEmpty {
                try context.endOtherSessions(of: token, in: database)
            } else {
                _ = try context.endSession(id, of: token, in: database)
            }
        } answer: { _ in
            PageResponse.redirect(to: .sessions.with([("berakhir", "ya")]))
        }
    }
}
