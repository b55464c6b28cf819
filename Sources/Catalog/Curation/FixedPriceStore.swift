import SQL

/// A price that a curator fixed: no sync changes it until it is released.
public struct FixedPrice: Sendable, Equatable {
    public let courseID: Identifier<Course>
    public let price: Money
    /// The platform's, as the last sync brought it; nil means not for sale there.
    public let sourcePrice: Money?
    public let author: String
    public let fixedAt: Instant
}

/// Prices that curators fixed.
public struct FixedPriceStore {
    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    public func price(of course: Identifier<Course>) throws -> FixedPrice? {
        try database.row(
            """
            SELECT price, source_price, author, fixed_at FROM fixed_prices WHERE course_id = $1
            """, course
        ).map { row in
            FixedPrice(
                courseID: course, price: Money(rupiah: row.integer(0)),
                sourcePrice: row.integerIfPresent(1).map(Money.init(rupiah:)),
                author: row.text(2), fixedAt: Instant(milliseconds: row.integer(3)))
        }
    }

    /// Fixes a course's price, or another price than before.
    /// - Throws: 404 for an unknown course; 422 for a price below 0 or above
    ///   ``ListingRules/priceMax``.
    @discardableResult
    public func fix(
        _ course: Identifier<Course>, at price: Money, by author: String, now: Instant
    ) throws -> FixedPrice {
        guard price >= .zero, price <= ListingRules.priceMax else {
            throw Refusal(
                status: 422, code: "price_out_of_range",
                detail: "A price is from 0 to \(ListingRules.priceMax.rupiah) rupiah.",
                fix: "Give a price within these bounds.")
        }
        let row = try database.row("SELECT price FROM courses WHERE id = $1", course)
        guard let row else { throw Refusal.notFound("course") }
        let current = row.integerIfPresent(0)
        try database.run(
            """
            INSERT INTO fixed_prices (course_id, price, source_price, author, fixed_at)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (course_id) DO UPDATE SET price = excluded.price,
                author = excluded.author, fixed_at = excluded.fixed_at
            """, course, price, current, author, now)
        try set(price.rupiah, of: course, from: current, by: author, now: now)
        guard let fixed = try self.price(of: course) else { throw Refusal.notFound("course") }
        return fixed
    }

    /// Gives a course its platform's price again.
    /// - Returns: false where the price was not fixed.
    @discardableResult
    public func release(
        _ course: Identifier<Course>, by author: String, now: Instant
    ) throws -> Bool {
        let row = try database.row(
            "DELETE FROM fixed_prices WHERE course_id = $1 RETURNING price, source_price", course)
        guard let row else { return false }
        try set(row.integerIfPresent(1), of: course, from: row.integer(0), by: author, now: now)
        return true
    }

    /// What a sync is to write as the price of a course; it tells what the platform asks.
    func price(of course: Identifier<Course>, whereSourceSays price: Money?) throws -> Money? {
        let row = try database.row(
            """
            UPDATE fixed_prices SET source_price = $2 WHERE course_id = $1 RETURNING price
            """, course, price)
        return row.map { Money(rupiah: $0.integer(0)) } ?? price
    }

    private func set(
        _ price: Int64?, of course: Identifier<Course>, from old: Int64?, by author: String,
        now: Instant
    ) throws {
        try database.run(
            "UPDATE courses SET price = $2, changed_at = $3 WHERE id = $1", course, price, now)
        try CourseHistoryStore(database).note(
            .price, of: course, from: old.map(String.init), to: price.map(String.init),
            by: author, at: now)
        try CourseStore(database).bumpVersion()
    }
}
