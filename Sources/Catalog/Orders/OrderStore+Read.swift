import Foundation
import SQL

extension OrderStore {
    /// The most orders of one page.
    public static let pageOrdersMax = 100
    /// Longest review, in characters.
    public static let reviewCharactersMax = 2_000

    /// An order of this participant; nil for an unknown one and for somebody else's.
    public func order(
        _ id: Identifier<Order>, of participant: Identifier<Participant>
    ) throws -> OrderView? {
        try database.row(
            Self.viewSQL + "WHERE o.id = $1 AND o.participant_id = $2", id, participant
        ).map(Self.view)
    }

    /// The participant's newest orders, or those before `cursor`, newest first.
    /// - Parameter limit: brought into 1…``pageOrdersMax``.
    public func orders(
        of participant: Identifier<Participant>, before cursor: Identifier<Order>? = nil,
        limit: Int = 20
    ) throws -> [OrderView] {
        // An id goes on with the time, whose first digit stays below `z` for millennia.
        try database.rows(
            Self.pageSQL,
            participant, cursor?.value ?? Order.idPrefix + "_z",
            min(max(limit, 1), Self.pageOrdersMax)
        ).map(Self.view)
    }

    /// The order as stored, whoever's it is: for workers and completions.
    public func order(_ id: Identifier<Order>) throws -> Order? {
        try database.row(Self.viewSQL + "WHERE o.id = $1", id).map { try Self.view($0).order }
    }

    /// Rates and reviews a completed course, once.
    /// - Throws: 404 for an order that is not this participant's; 422 for stars outside 1 to 5
    ///   or an empty or overlong review; 409 `not_completed` or `already_rated`.
    public func rate(
        _ id: Identifier<Order>, by participant: Identifier<Participant>, stars: Int,
        review: String, now: Instant
    ) throws -> OrderView {
        let review = review.trimmingCharacters(in: .whitespacesAndNewlines)
        try Self.check(stars: stars, review: review)
        let row = try database.row(
            """
            UPDATE orders SET stars = $3, review = $4, rated_at = $5
            WHERE id = $1 AND participant_id = $2 AND state = 'completed' AND rated_at IS NULL
            RETURNING course_id
            """,
            id, participant, stars, review, now)
        guard let view = try order(id, of: participant) else { throw Refusal.notFound("order") }
        guard let row else {
            throw view.order.state == .completed
                ? Refusal(
                    status: 409, code: "already_rated",
                    detail: "This course has been rated; a rating is given once.", fix: "")
                : Refusal(
                    status: 409, code: "not_completed",
                    detail: "A course is rated after it is completed.",
                    fix: "Finish the course; its platform tells us.")
        }
        try database.run(
            """
            UPDATE courses SET rating_count = rating_count + 1, rating_sum = rating_sum + $2
            WHERE id = $1
            """,
            row.text(0), stars)
        return view
    }

    private static func check(stars: Int, review: String) throws(Refusal) {
        guard (1...5).contains(stars) else {
            throw Refusal(
                status: 422, code: "stars_out_of_range", detail: "A rating has 1 to 5 stars.",
                fix: "Give stars from 1 to 5.")
        }
        // The incentive asks for both, and there is one chance: a rating without words is refused.
        guard (1...reviewCharactersMax).contains(review.count) else {
            throw Refusal(
                status: 422, code: "review_length",
                detail: "A review has 1 to \(reviewCharactersMax) characters.",
                fix: "Write some words, or fewer of them.")
        }
    }

    // MARK: - Rows

    private static let viewSQL = """
        SELECT o.id, o.participant_id, o.course_id, o.platform_id, o.schedule_id, o.scheme_id,
            o.price, o.state, o.transfer_id, o.redeem_code, o.enrolment_ref, o.failure,
            o.created_at, o.placed_at, o.confirmed_at, o.cancel_requested_at, o.started_at,
            o.progress, o.progressed_at, o.completed_at, o.ended_at, o.stars, o.review, o.rated_at,
            c.slug, c.title, c.provider, s.code, s.starts_at, s.ends_at, s.regency, f.id
        FROM orders AS o
        JOIN courses AS c ON c.id = o.course_id
        LEFT JOIN schedules AS s ON s.id = o.schedule_id
        LEFT JOIN certificates AS f ON f.order_id = o.id

        """

    /// No index has a participant's orders by their age: only ids are sorted, and only the rows of
    /// the page are put together.
    private static let pageSQL =
        viewSQL + """
            WHERE o.id IN (
                SELECT id FROM orders WHERE participant_id = $1 AND id < $2
                ORDER BY id DESC LIMIT $3)
            ORDER BY o.id DESC
            """

    private static func view(_ row: Row) throws -> OrderView {
        let order = try order(row)
        return OrderView(
            order: order,
            course: OrderedCourse(
                id: order.courseID, slug: row.text(24), title: row.text(25),
                platformID: order.platformID, provider: row.textIfPresent(26)),
            schedule: row.textIfPresent(27).map { code in
                OrderView.BookedSchedule(
                    code: code, startsAt: Instant(milliseconds: row.integer(28)),
                    endsAt: row.integerIfPresent(29).map(Instant.init(milliseconds:)),
                    regency: row.textIfPresent(30))
            },
            hasCertificate: !row.isNull(31))
    }

    static func order(_ row: Row) throws -> Order {
        func time(_ column: Int) -> Instant? {
            row.integerIfPresent(column).map(Instant.init(milliseconds:))
        }
        return Order(
            id: Identifier(stored: row.text(0)), participantID: Identifier(stored: row.text(1)),
            courseID: Identifier(stored: row.text(2)), platformID: row.text(3),
            scheduleID: row.textIfPresent(4).map { Identifier(stored: $0) },
            schemeID: row.text(5), price: Money(rupiah: row.integer(6)),
            state: try state(row.text(7)),
            transferID: row.textIfPresent(8).map { Identifier(stored: $0) },
            redeemCode: row.textIfPresent(9), enrolmentReference: row.textIfPresent(10),
            failure: row.textIfPresent(11), createdAt: Instant(milliseconds: row.integer(12)),
            placedAt: time(13), confirmedAt: time(14), cancelRequestedAt: time(15),
            startedAt: time(16), progress: row.realIfPresent(17), progressedAt: time(18),
            completedAt: time(19), endedAt: time(20), stars: row.intIfPresent(21),
            review: row.textIfPresent(22), ratedAt: time(23))
    }
}
