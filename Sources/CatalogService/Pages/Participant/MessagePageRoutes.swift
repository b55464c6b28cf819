import Catalog
import HTTPServer
import SQL

/// What happened to somebody's orders, as a page.
struct MessagePageRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", PagePath.messages.text, .noBody, list)
    }

    private struct Found: Sendable {
        let messages: [Message]
        let next: MomentCursor?
        let readUntil: Instant
        let unread: Int
    }

    private func find(
        _ participant: Identifier<Participant>, _ parameters: MomentParameters,
        in database: any Database
    ) throws -> Found {
        let store = MessageStore(database)
        let page = try store.page(
            of: participant, from: parameters.cursor, limit: parameters.limit)
        return Found(
            messages: page.items, next: page.next,
            readUntil: try store.readUntil(of: participant),
            unread: try store.unreadCount(of: participant))
    }

    /// What is shown first is read with that; the marks of what was new stay for this once.
    @Sendable private func list(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let token = try visitor.signedIn()
        let parameters = try MomentParameters(request, ignoring: ["lang"])
        let context = context
        return context.read(for: request) { database in
            let participant = try token.participant(in: database, now: context.clock.now())
            let found = try find(participant, parameters, in: database)
            return found.unread > 0 && parameters.cursor == nil ? nil : found
        } orWrite: { database in
            let participant = try token.participant(in: database, now: context.clock.now())
            let found = try find(participant, parameters, in: database)
            if let newest = found.messages.first {
                try MessageStore(database).markRead(of: participant, until: newest.at)
            }
            return found
        } answer: { found in
            let page = MessagesPage(
                say: visitor.say, messages: found.messages, next: found.next,
                readUntil: found.readUntil,
                platforms: context.platforms.names)
            return PageResponse.page(page.frame, for: visitor, in: context)
        }
    }
}
