/// One connection to the store: the seam between the domain and an engine.
///
/// A connection belongs to the one thread that uses it (``CommandQueue`` and ``ReadPool`` see to
/// that); it is therefore not `Sendable`. SQL is written once, in the subset that both engines
/// share, with parameters `$1`, `$2`, …; the engine prepares each text once and keeps it.
public protocol Database: AnyObject {
    /// Runs one statement and returns all of its rows. Callers bound the number with LIMIT.
    func rows(_ sql: String, binding values: [SQLValue]) throws(DatabaseError) -> [Row]

    /// Runs statements of which none depends on another's rows, in their order, within a
    /// transaction that writes: each sees what was committed before it began. A server is asked for
    /// all of them in one round trip.
    /// - Parameter calls: at most ``StatementCall/atOnceMax``.
    /// - Returns: the rows of each.
    func rows(of calls: [StatementCall]) throws(DatabaseError) -> [[Row]]

    /// Runs one statement for its effect and returns the number of rows it changed.
    @discardableResult
    func run(_ sql: String, binding values: [SQLValue]) throws(DatabaseError) -> Int

    /// Runs a script of several statements without parameters, such as a migration.
    /// Portable type words (BIGINT, DOUBLE PRECISION, BYTEA) are spelled the engine's way. A
    /// table's definition ends with `);` at the start of a line, or with `) CLUSTERED;`: its rows
    /// then live in the primary key's own tree where the engine has such tables, which spares
    /// each write a tree and suits rows of up to a few hundred bytes.
    func script(_ sql: String) throws(DatabaseError)

    /// Opens a transaction that will write.
    func begin() throws(DatabaseError)

    /// Opens a transaction in which all reads see the same moment.
    func beginReading() throws(DatabaseError)

    /// Opens a transaction that no other such transaction of any process overlaps: for changes of
    /// the schema. Waits until it may.
    func beginExclusive() throws(DatabaseError)

    /// Runs a statement whose result nobody asks for, at the latest with the next statement or the
    /// commit, which throw its error in place of their own. For commands alone: a failure anywhere
    /// undoes all of a command.
    func later(_ sql: String, binding values: [SQLValue]) throws(DatabaseError)

    /// Tells the other instances, once this transaction is committed, that there is news on a
    /// channel; where the engine has no such means they find it by looking.
    func announce(_ channel: String) throws(DatabaseError)

    /// The connection is broken and has to be replaced.
    var isLost: Bool { get }

    /// Ends a SELECT whose rows nobody else may change until the transaction ends; empty where the
    /// engine has one writer, which is alone anyway.
    var lockingClause: String { get }

    /// Ends a SELECT that takes rows to work on: those that another writer has locked are left out.
    var claimingClause: String { get }

    /// Rows changed since the connection was opened: tells whether a command that failed left
    /// something to undo.
    var changeCount: Int64 { get }

    /// False once the engine itself has ended the transaction, as it may when space runs out.
    var isInTransaction: Bool { get }

    /// Commits durably: when this returns, the transaction survives a crash and a power loss.
    /// - Throws: `.outcomeUnknown` when it cannot be told; the connection must then be replaced.
    func commit() throws(DatabaseError)

    func rollback() throws(DatabaseError)
}

extension Database {
    public func rows(of calls: [StatementCall]) throws(DatabaseError) -> [[Row]] {
        var rows: [[Row]] = []
        for call in calls { rows.append(try self.rows(call.text, binding: call.values)) }
        return rows
    }

    public func beginExclusive() throws(DatabaseError) { try begin() }

    public func later(_ sql: String, binding values: [SQLValue]) throws(DatabaseError) {
        try run(sql, binding: values)
    }

    public func announce(_ channel: String) throws(DatabaseError) {}

    public var isLost: Bool { false }

    public var lockingClause: String { "" }

    public var claimingClause: String { "" }

    /// Whether the engine runs in this process: there is no way to it, and one writer alone.
    public var isEmbedded: Bool { lockingClause.isEmpty }

    /// `database.later("INSERT …", id)`
    public func later(
        _ sql: String, _ values: any SQLConvertible...
    ) throws(DatabaseError) {
        try later(sql, binding: values.map(\.sqlValue))
    }

    /// `database.rows("SELECT … WHERE id = $1", id)`
    public func rows(
        _ sql: String, _ values: any SQLConvertible...
    ) throws(DatabaseError) -> [Row] {
        try rows(sql, binding: values.map(\.sqlValue))
    }

    /// The first row, or nil; for statements that can return at most one.
    public func row(
        _ sql: String, _ values: any SQLConvertible...
    ) throws(DatabaseError) -> Row? {
        try rows(sql, binding: values.map(\.sqlValue)).first
    }

    /// `database.run("UPDATE … WHERE state = $1", state)`: the number of rows changed.
    @discardableResult
    public func run(
        _ sql: String, _ values: any SQLConvertible...
    ) throws(DatabaseError) -> Int {
        try run(sql, binding: values.map(\.sqlValue))
    }
}
