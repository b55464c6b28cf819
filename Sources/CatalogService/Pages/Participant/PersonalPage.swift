import Catalog
import HTTPServer
import SQL

extension ServiceContext {
    /// Answers with a page of who is signed in: all that is on it, and how many messages wait, is
    /// read in one moment.
    /// - Throws: 401 where nobody is signed in: the visitor is led to signing in, and back.
    func personalPage<Found: Sendable>(
        for visitor: Visitor, _ request: HTTPRequest, status: Int = 200,
        reading body:
            @escaping @Sendable (any Database, Identifier<Participant>) throws -> Found,
        page: @escaping @Sendable (Found) -> PageFrame
    ) throws -> Reply {
        let token = try visitor.signedIn()
        return read(for: request) { [clock] database in
            let participant = try token.participant(in: database, now: clock.now())
            let found = try body(database, participant)
            return (found, try MessageStore(database).unreadCount(of: participant))
        } answer: { found, unread in
            var visitor = visitor
            visitor.unread = unread
            return PageResponse.page(page(found), for: visitor, in: self, status: status)
        }
    }
}
