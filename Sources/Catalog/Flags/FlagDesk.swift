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
        _ id: Identifier<Flag>, because reason: CurationReason, now: Instant
    ) throws -> FlaggedCourse {
        let flagged = try FlagStore(database).dismiss(
            id, because: reason, by: staff.id.value, now: now)
        try note("flag.dismissed", id.value, "\(flagged.flag.rule.rawValue): \(reason.text)", now)
        return flagged
    }

    /// - Throws: as ``FlagStore/reopen(_:now:)``.
    public func reopen(_ id: Identifier<Flag>, now: Instant) throws -> FlaggedCourse {
        let flagged = try FlagStore(database).reopen(id, now: now)
        try note("flag.reopened", id.value, flagged.flag.rule.rawValue, now)
        return flagged
    }

    /// - Throws: as ``PublicPriceStore/note(_:price:url:by:now:)``.
    public func notePublicPrice(
        of course: Identifier<Course>, _ price: Money, at url: String, now: Instant
    ) throws -> PublicPrice {
        let noted = try PublicPriceStore(database).note(
            course, price: price, url: url, by: staff.id.value, now: now)
        try note("public_price.noted", course.value, "\(noted.price) \(noted.url)", now)
        return noted
    }

    /// - Throws: 404 where none is noted.
    public func forgetPublicPrice(of course: Identifier<Course>, now: Instant) throws {
        guard try PublicPriceStore(database).forget(course, now: now) else {
            throw Refusal.notFound("public price")
        }
        try note("public_price.forgotten", course.value, "", now)
    }

    private func note(
        _ action: String, _ subject: String, _ detail: String, _ now: Instant
    ) throws {
        try StaffLogStore(database).note(
            by: staff.id, action: action, subject: subject, detail: detail, now: now)
    }
}
