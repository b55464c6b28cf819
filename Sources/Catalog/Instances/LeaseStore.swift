import SQL

/// Who of several instances does a job. A lease that is not prolonged ends by itself, so a job
/// outlives whoever did it.
///
/// Times are of the instances' clocks: those may differ by a small part of a lease.
public struct LeaseStore {
    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// Takes a lease that is free, or prolongs one's own.
    /// - Returns: false where another holds it.
    public func take(
        _ name: String, by holder: String, until: Instant, now: Instant
    ) throws -> Bool {
        try database.run(
            """
            INSERT INTO leases (name, holder, held_until) VALUES ($1, $2, $3)
            ON CONFLICT (name) DO UPDATE
                SET holder = excluded.holder, held_until = excluded.held_until
                WHERE leases.held_until <= $4 OR leases.holder = excluded.holder
            """,
            name, holder, until, now) == 1
    }

    /// Whether ``take(_:by:until:now:)`` would succeed; asked of a reader, it costs no commit.
    public func isFree(_ name: String, for holder: String, now: Instant) throws -> Bool {
        try database.row(
            "SELECT 1 FROM leases WHERE name = $1 AND held_until > $2 AND holder <> $3",
            name, now, holder) == nil
    }

    /// Gives a lease back before its time; changes nothing where it is another's by now.
    public func release(_ name: String, by holder: String) throws {
        try database.run("DELETE FROM leases WHERE name = $1 AND holder = $2", name, holder)
    }
}
