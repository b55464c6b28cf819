import Cryptography
import SQL

/// How a buyer gets to a course.
public enum CourseStart: Sendable, Equatable {
    /// The course's own address.
    case link(String)
    /// An LTI launch: the ticket is good once, until then.
    case launch(platformID: String, ticket: String, learnerID: String, until: Instant)
}

/// What a launch says of its learner and course.
public struct Launch: Sendable, Equatable {
    public let orderID: Identifier<Order>
    public let learnerID: Identifier<Participant>
    public let learnerName: String
    /// The platform's own id of the course.
    public let externalCourseID: String
    public let courseTitle: String
}

/// Starts courses: tickets for launches, of which only the SHA-256 is stored.
public struct LaunchStore {
    public static let ticketSpan = Span.minutes(5)
    public static let ticketBytesMax = 100

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// Begins to start the course of an order; an earlier ticket of the order is good no more.
    /// - Parameter launching: ids of the platforms whose courses are launched.
    /// - Throws: 404 for an order that is not this participant's; 409 `not_confirmed`, or
    ///   `no_course_address` where the platform gave none.
    public func begin(
        _ order: Identifier<Order>, by participant: Identifier<Participant>,
        launching platforms: Set<String>, now: Instant
    ) throws -> CourseStart {
        let row = try database.row(
            """
            SELECT o.platform_id, o.state, c.url FROM orders AS o
            JOIN courses AS c ON c.id = o.course_id
            WHERE o.id = $1 AND o.participant_id = $2
            """, order, participant)
        guard let row else { throw Refusal.notFound("order") }
        guard Self.startable.contains(row.text(1)) else {
            throw Refusal(
                status: 409, code: "not_confirmed",
                detail: "The order is \(row.text(1)); a course is started once it is confirmed.",
                fix: "Wait until the platform has confirmed the order, or buy the course anew.")
        }
        let platformID = row.text(0)
        guard platforms.contains(platformID) else {
            guard let url = row.textIfPresent(2) else {
                throw Refusal(
                    status: 409, code: "no_course_address",
                    detail: "The platform gives no address for this course.",
                    fix: "Look for the course at the platform itself.")
            }
            return .link(url)
        }
        let ticket = Random.token(byteCount: 32)
        let until = now + Self.ticketSpan
        try database.run("DELETE FROM launches WHERE expires_at <= $1", now)
        try database.run(
            """
            INSERT INTO launches (order_id, ticket_hash, expires_at) VALUES ($1, $2, $3)
            ON CONFLICT (order_id) DO UPDATE
            SET ticket_hash = excluded.ticket_hash, expires_at = excluded.expires_at
            """, order, Self.digest(ticket), until)
        return .launch(
            platformID: platformID, ticket: ticket, learnerID: participant.value, until: until)
    }

    /// Takes a ticket, which is used up with it.
    /// - Returns: nil for one that is unknown, used, too old, for another platform or learner, or
    ///   of an order that is over.
    public func redeem(
        _ ticket: String, platformID: String, learnerID: String, now: Instant
    ) throws -> Launch? {
        guard ticket.utf8.count <= Self.ticketBytesMax, !learnerID.utf8.contains(0) else {
            return nil
        }
        let taken = try database.row(
            """
            DELETE FROM launches WHERE ticket_hash = $1 AND expires_at > $2 RETURNING order_id
            """, Self.digest(ticket), now)
        guard let taken else { return nil }
        let row = try database.row(
            """
            SELECT o.id, o.participant_id, p.name, c.external_id, c.title, o.state
            FROM orders AS o JOIN courses AS c ON c.id = o.course_id
            JOIN participants AS p ON p.id = o.participant_id
            WHERE o.id = $1 AND o.platform_id = $2 AND o.participant_id = $3
            """, taken.text(0), platformID, learnerID)
        guard let row, Self.startable.contains(row.text(5)) else { return nil }
        return Launch(
            orderID: Identifier(stored: row.text(0)), learnerID: Identifier(stored: row.text(1)),
            learnerName: row.text(2), externalCourseID: row.text(3), courseTitle: row.text(4))
    }

    /// Who has completed a course may look at it again.
    private static let startable: Set<String> = [
        Order.State.confirmed.rawValue, Order.State.completed.rawValue,
    ]

    private static func digest(_ ticket: String) -> [UInt8] { SHA256.digest(Array(ticket.utf8)) }
}
