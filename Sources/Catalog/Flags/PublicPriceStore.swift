import SQL

/// What courses cost outside the programme: evidence that curators bring.
public struct PublicPriceStore {
    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    public func price(of course: Identifier<Course>) throws -> PublicPrice? {
        try database.row(
            "SELECT price, url, author, seen_at FROM public_prices WHERE course_id = $1", course
        ).map { Self.price($0, from: 0) }
    }

    /// Notes what a course costs the public, and judges its price by it at once.
    /// - Throws: 404 for an unknown course; 422 for a price or an address that cannot be.
    @discardableResult
    public func note(
        _ course: Identifier<Course>, price: Money, url: String, by author: String, now: Instant
    ) throws -> PublicPrice {
        guard price >= .zero, price <= ListingRules.priceMax else {
            throw Refusal(
                status: 422, code: "price_out_of_range",
                detail: "A price is from 0 to \(ListingRules.priceMax.rupiah) rupiah.",
                fix: "Give a price within these bounds.")
        }
        guard let url = ListingRules.webAddress(url) else {
            throw Refusal(
                status: 422, code: "address_invalid",
                detail: "The url is no http or https address without user information.",
                fix: "Give the address of the page that shows the price.")
        }
        guard try CourseStore(database).course(idOrSlug: course.value) != nil else {
            throw Refusal.notFound("course")
        }
        try database.run(
            """
            INSERT INTO public_prices (course_id, price, url, author, seen_at)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (course_id) DO UPDATE SET price = excluded.price, url = excluded.url,
                author = excluded.author, seen_at = excluded.seen_at
            """, course, price, url, author, now)
        try judge(course, now: now)
        return PublicPrice(price: price, url: url, author: author, seenAt: now)
    }

    /// - Returns: false where none was noted.
    @discardableResult
    public func forget(_ course: Identifier<Course>, now: Instant) throws -> Bool {
        let isDone = try database.run("DELETE FROM public_prices WHERE course_id = $1", course) == 1
        if isDone { try judge(course, now: now) }
        return isDone
    }

    private func judge(_ course: Identifier<Course>, now: Instant) throws {
        let subject = try FlagSubjectStore(database).subject(course)
        try FlagStore(database).settle(
            .abovePublicPrice, on: course, as: subject.flatMap(FlagRules.abovePublicPrice),
            now: now)
    }

    static func price(_ row: Row, from column: Int) -> PublicPrice {
        PublicPrice(
            price: Money(rupiah: row.integer(column)), url: row.text(column + 1),
            author: row.text(column + 2),
            seenAt: Instant(milliseconds: row.integer(column + 3)))
    }
}
