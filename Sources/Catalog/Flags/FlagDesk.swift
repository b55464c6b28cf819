import SQL

/// What a member of staff decides about flags: the same for the interface and for the pages.
public struct FlagDesk {
    private let database: any Database
    private let staff: Staff

    /// - Parameter staff: somebody whose role allows it; that is looked at before.
    public init(_ database: any Database, staff: Staff) {
        self.database = database
        self.staff = staff
    }

    /// - Throws: 404 for an unknown one.
    public func flag(_ id: Identifier<Flag>) throws -> FlaggedCourse {
        try FlagStore(database).flag(id)
    }

    /// - Throws: as ``FlagStore/dismiss(_:because:by:now:)``.
    public func dismiss(
        _ id: Identifier<Flag>, because reason: String, now: Instant
    ) throws -> FlaggedCourse {
        try FlagStore(database).dismiss(id, because: reason, by: staff.id.value, now: now)
    }

    /// - Throws: as ``FlagStore/reopen(_:now:)``.
    public func reopen(_ id: Identifier<Flag>, now: Instant) throws -> FlaggedCourse {
        try FlagStore(database).reopen(id, now: now)
    }

    /// - Throws: as ``PublicPriceStore/note(_:price:url:by:now:)``.
    public func notePublicPrice(
        of course: Identifier<Course>, _ price: Money, at url: String, now: Instant
    ) throws -> PublicPrice {
        try PublicPriceStore(database).note(
            course, price: price, url: url, by: staff.id.value, now: now)
    }

    /// - Throws: 404 where none is noted.
    public func forgetPublicPrice(of course: Identifier<Course>, now: Instant) throws {
        guard try PublicPriceStore(database).forget(course, now: now) else {
            throw Refusal.notFound("public price")
        }
    }
}
