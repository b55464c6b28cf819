import SQL

extension OrderStore {
    /// An order whose code its buyer has not used, as far as the platform has told.
    public struct CarriedCode: Sendable {
        public let order: Identifier<Order>
        public let externalCourseID: String
        public let scheduleCode: String?
    }

    /// The newest confirmed orders of a platform at which buyers bring their codes themselves.
    /// - Parameter limit: brought into 1…``pageOrdersMax``.
    public func carriedCodes(of platform: String, limit: Int) throws -> [CarriedCode] {
        try database.rows(
            """
            SELECT o.id, c.external_id, s.code FROM orders AS o
            JOIN courses AS c ON c.id = o.course_id
            LEFT JOIN schedules AS s ON s.id = o.schedule_id
            WHERE o.platform_id = $1 AND o.state = 'confirmed' AND o.started_at IS NULL
            ORDER BY o.id DESC LIMIT $2
            """,
            platform, min(max(limit, 1), Self.pageOrdersMax)
        ).map { row in
            CarriedCode(
                order: Identifier(stored: row.text(0)), externalCourseID: row.text(1),
                scheduleCode: row.textIfPresent(2))
        }
    }
}
