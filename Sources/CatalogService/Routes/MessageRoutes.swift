import Catalog
import HTTPServer

/// What happened to somebody's orders.
struct MessageRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", "/v1/me/messages", .noBody, list)
        router.on("POST", "/v1/me/messages/read", .json, markRead)
    }

    private struct Page: Encodable {
        let items: [MessageView]
        let unread_count: Int
        let next_cursor: String?
    }

    @Sendable private func list(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let page = try MomentParameters(request)
        let clock = context.clock
        return context.read(for: request) { database in
            let participant = try token.participant(in: database, now: clock.now())
            let messages = MessageStore(database)
            let found = try messages.page(
                of: participant, from: page.cursor, limit: page.limit)
            let readUntil = try messages.readUntil(of: participant)
            return Page(
                items: found.items.map { MessageView($0, readUntil: readUntil) },
                unread_count: try messages.unreadCount(of: participant),
                next_cursor: found.next?.text)
        } answer: {
            .json($0)
        }
    }

    private struct Mark: RequestBody {
        static let members: Set = ["until"]
        let until: Instant
    }

    /// Times are told to the second: all of the one that is named has been seen.
    private static let tellable = Span(milliseconds: 999)

    /// What is still to come cannot have been read.
    @Sendable private func markRead(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let mark = try request.decoded(Mark.self)
        let clock = context.clock
        return context.write(for: request) { database in
            let now = clock.now()
            let participant = try token.participant(in: database, now: now)
            try MessageStore(database).markRead(
                of: participant, until: min(mark.until + Self.tellable, now))
        } answer: { _ in
            HTTPResponse(status: 204, headers: [("Cache-Control", "no-store")])
        }
    }
}
