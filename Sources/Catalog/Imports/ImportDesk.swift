import SQL

/// What a curator does with an import, noted in the staff's log: the same for the interface and
/// for the pages.
public struct ImportDesk {
    private let database: any Database
    private let staff: Staff

    /// - Parameter staff: somebody whose role allows it; that is looked at before.
    public init(_ database: any Database, staff: Staff) {
        self.database = database
        self.staff = staff
    }

    /// - Throws: as ``ImportStore/begin(_:rows:by:now:)``.
    public func begin(_ body: [UInt8], rows: Int, now: Instant) throws -> CourseImport {
        let imported = try ImportStore(database).begin(
            body, rows: rows, by: staff.id.value, now: now)
        try note("import.begun", imported, "\(rows) rows", now)
        return imported
    }

    /// - Throws: as ``ImportStore/apply(_:because:by:)``.
    public func apply(
        _ id: Identifier<CourseImport>, because reason: CurationReason, now: Instant
    ) throws -> CourseImport {
        let imported = try ImportStore(database).apply(id, because: reason, by: staff.id.value)
        try note("import.applied", imported, reason.text, now)
        return imported
    }

    /// - Throws: as ``ImportStore/undo(_:by:)``.
    public func undo(_ id: Identifier<CourseImport>, now: Instant) throws -> CourseImport {
        let imported = try ImportStore(database).undo(id, by: staff.id.value)
        try note("import.undone", imported, "", now)
        return imported
    }

    private func note(
        _ action: String, _ imported: CourseImport, _ detail: String, _ now: Instant
    ) throws {
        try StaffLogStore(database).note(
            by: staff.id, action: action, subject: imported.id.value, detail: detail, now: now)
    }
}
