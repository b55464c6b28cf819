import CPostgreSQL
import SQL

/// A connection to a PostgreSQL server: READ COMMITTED for writing, one moment for reading,
/// `synchronous_commit` never below `on`.
///
/// Statements are prepared once on each connection. What opens a transaction or is told to be done
/// ``later(_:binding:)`` is sent with the statement after it, which spares a round trip.
public final class PostgreSQLDatabase: Database {
    public enum Role: Sendable {
        case writer
        case reader
    }

    /// The oldest server that is supported: 14 tells by itself whether it is a standby.
    static let serverVersionMin = 140_000
    /// Prepared statements kept; the program's texts are fixed, so this is never reached.
    static let statementsMax = 1024
    /// Calls that wait to be sent with the next; few enough for the sockets' buffers.
    static let queuedMax = StatementCall.atOnceMax

    private let handle: PostgreSQLHandle
    private let address: PostgreSQLAddress
    /// The server's names of the prepared texts.
    private var names: [StatementText: String] = [:]
    private var prepared = 0
    private var queued: [PreparedCall] = []
    /// BEGIN is the first of `queued`: the server knows of no transaction yet.
    private var beginIsQueued = false
    private var isReading = false
    private var isBroken = false

    /// - Throws: `.unavailable` with what to do: for a server that cannot be reached, is too old, a
    ///   standby or read-only; for a database that is another program's or, for a reader, empty.
    public init(
        _ address: PostgreSQLAddress, role: Role = .writer
    ) throws(DatabaseError) {
        self.address = address
        handle = try PostgreSQLHandle(address)
        try checkServer()
        _ = try handle.script(PostgreSQLSession.settings)
        try checkOwner(mayBeEmpty: role == .writer)
        _ = try handle.script(
            role == .reader
                ? "SET default_transaction_read_only = on" : PostgreSQLSession.writing)
    }

    public private(set) var changeCount: Int64 = 0

    public var isInTransaction: Bool {
        beginIsQueued || handle.transaction == PQTRANS_INTRANS
    }

    public var isLost: Bool { isBroken || handle.isLost }

    public var lockingClause: String { "FOR UPDATE" }

    public var claimingClause: String { "FOR UPDATE SKIP LOCKED" }

    // MARK: - Statements

    public func rows(_ sql: String, binding values: [SQLValue]) throws(DatabaseError) -> [Row] {
        try call(sql, values).rows()
    }

    public func rows(of calls: [StatementCall]) throws(DatabaseError) -> [[Row]] {
        guard calls.count <= StatementCall.atOnceMax else {
            throw .misuse("more than \(StatementCall.atOnceMax) statements at once")
        }
        guard !calls.isEmpty else { return [] }
        // Not while some of them are prepared.
        if names.count + calls.count > Self.statementsMax { try forgetStatements() }
        if queued.count + calls.count > Self.queuedMax { try flush() }
        var prepared: [PreparedCall] = []
        for call in calls { prepared.append(try prepare(call.text, call.values)) }
        var rows: [[Row]] = []
        for result in try send(prepared) {
            changeCount += Int64(result.changeCount)
            rows.append(try result.rows())
        }
        return rows
    }

    @discardableResult
    public func run(_ sql: String, binding values: [SQLValue]) throws(DatabaseError) -> Int {
        try call(sql, values).changeCount
    }

    public func later(_ sql: String, binding values: [SQLValue]) throws(DatabaseError) {
        guard isInTransaction else { return _ = try call(sql, values) }
        if queued.count >= Self.queuedMax { try flush() }
        queued.append(try prepare(sql, values))
        changeCount += 1
    }

    public func script(_ sql: String) throws(DatabaseError) {
        try flush()
        try noting { () throws(DatabaseError) in
            _ = try handle.script(PostgreSQLSession.spelled(sql))
        }
    }

    private func call(
        _ sql: String, _ values: [SQLValue]
    ) throws(DatabaseError) -> PostgreSQLResult {
        let result = try send(try prepare(sql, values))
        changeCount += Int64(result.changeCount)
        return result
    }

    /// Sends what waits, and the call.
    private func send(_ call: PreparedCall) throws(DatabaseError) -> PostgreSQLResult {
        guard !queued.isEmpty else {
            return try noting { () throws(DatabaseError) in try handle.execute(call) }
        }
        return try send([call])[0]
    }

    /// Sends what waits, and the calls, in one round trip.
    /// - Returns: the calls' results.
    private func send(_ calls: [PreparedCall]) throws(DatabaseError) -> [PostgreSQLResult] {
        let (waiting, all) = (queued.count, queued + calls)
        forgetQueued()
        let results = try noting { () throws(DatabaseError) in try handle.execute(all) }
        return Array(results.dropFirst(waiting))
    }

    private func flush() throws(DatabaseError) {
        if !queued.isEmpty { _ = try send([]) }
    }

    private func forgetQueued() {
        queued = []
        beginIsQueued = false
    }

    private func prepare(
        _ sql: String, _ values: [SQLValue]
    ) throws(DatabaseError) -> PreparedCall {
        let parameters = try PostgreSQLParameters(values)
        if let name = names[StatementText(sql: sql)] {
            return PreparedCall(name: name, parameters: parameters)
        }
        if names.count >= Self.statementsMax { try forgetStatements() }
        prepared += 1
        let name = "s\(prepared)"
        // Known to the server from here on, whatever becomes of the transaction.
        try noting { () throws(DatabaseError) in try handle.prepare(name, sql) }
        names[StatementText(sql: sql)] = name
        return PreparedCall(name: name, parameters: parameters)
    }

    /// A statement's text as a key. The texts are few, long and mostly of different length: hashing
    /// the length alone spares time, and equal literals are compared by their address.
    private struct StatementText: Hashable {
        let sql: String

        func hash(into hasher: inout Hasher) {
            hasher.combine(sql.utf8.count)
        }
    }

    private func forgetStatements() throws(DatabaseError) {
        try flush()
        names = [:]
        _ = try handle.script("DEALLOCATE ALL")
    }

    /// Remembers what an error says about the connection.
    private func noting<Answer>(
        _ body: () throws(DatabaseError) -> Answer
    ) throws(DatabaseError) -> Answer {
        do throws(DatabaseError) {
            return try body()
        } catch {
            switch error {
            case .connectionLost: isBroken = true
            // Prepared before a table was changed: this connection prepares everything anew. Its
            // names are never used again, so they need not be taken back at once.
            case .busy(let text) where text.contains("cached plan"): names = [:]
            default: break
            }
            throw error
        }
    }

    // MARK: - Transactions

    public func begin() throws(DatabaseError) {
        try queueBegin("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", isReading: false)
    }

    public func beginReading() throws(DatabaseError) {
        try queueBegin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", isReading: true)
    }

    public func beginExclusive() throws(DatabaseError) {
        try begin()
        // It may have to wait for another instance that migrates, as long as that takes.
        try run("SET LOCAL lock_timeout = 0")
        _ = try row("SELECT pg_advisory_xact_lock($1)", PostgreSQLSession.migrationLock)
        // But whoever reads or sells waits behind a change of a table that waits for a long reader.
        try run(PostgreSQLSession.hastyLocks)
    }

    private func queueBegin(_ sql: String, isReading: Bool) throws(DatabaseError) {
        guard !isInTransaction else { throw .misuse("a transaction within a transaction") }
        queued.append(try prepare(sql, []))
        beginIsQueued = true
        self.isReading = isReading
    }

    /// The warning that the wait for the standby was given up comes with success, and means that
    /// nobody can say whether the transaction outlives the primary.
    public func commit() throws(DatabaseError) {
        if beginIsQueued, queued.count == 1 { return forgetQueued() }
        // What is still to be done fails apart from COMMIT: it is then known that nothing is done.
        try flush()
        let commit = try prepare("COMMIT", [])
        _ = handle.takeWarnings()
        let tag: String
        do throws(DatabaseError) {
            tag = try noting { () throws(DatabaseError) in try handle.execute(commit).tag }
        } catch {
            if case .connectionLost(let text) = error, !isReading {
                throw .outcomeUnknown("COMMIT has no answer: \(text)")
            }
            throw error
        }
        if let warning = handle.takeWarnings().first, !isReading {
            isBroken = true
            throw .outcomeUnknown("COMMIT came with a warning: \(warning)")
        }
        guard tag == "COMMIT" else {
            throw .busy("the transaction had failed before COMMIT (\(tag)): nothing was done")
        }
    }

    public func rollback() throws(DatabaseError) {
        guard !beginIsQueued else { return forgetQueued() }
        forgetQueued()
        // Of a connection that is lost the server gives everything up by itself.
        guard !isLost, handle.transaction != PQTRANS_IDLE else { return }
        let rollback = try prepare("ROLLBACK", [])
        _ = try noting { () throws(DatabaseError) in try handle.execute(rollback) }
    }

    public func announce(_ channel: String) throws(DatabaseError) {
        _ = try row("SELECT pg_notify($1, '')", channel)
    }

    // MARK: - What we speak with

    private func checkServer() throws(DatabaseError) {
        let version = handle.serverVersion
        guard version >= Self.serverVersionMin else {
            throw .unavailable(
                "PostgreSQL at \(address.name) has version \(version / 10_000): catalogd needs "
                    + "\(Self.serverVersionMin / 10_000) or newer")
        }
        guard handle.setting("in_hot_standby") == "off" else {
            throw .unavailable(
                "PostgreSQL at \(address.name) is a standby: name the primary in "
                    + "CATALOGD_DATABASE_URL, or all hosts with commas between")
        }
        guard handle.setting("default_transaction_read_only") == "off" else {
            throw .unavailable(
                "PostgreSQL at \(address.name) is read-only: set default_transaction_read_only to "
                    + "off, or name another server in CATALOGD_DATABASE_URL")
        }
        guard handle.setting("server_encoding") == "UTF8" else {
            throw .unavailable(
                "the database \(address.name) has not the encoding UTF8: create it with "
                    + "ENCODING 'UTF8'")
        }
    }

    private func checkOwner(mayBeEmpty: Bool) throws(DatabaseError) {
        let found = try row(PostgreSQLSession.ownership)
        let (tables, isOurs) = (found?.int(0) ?? 0, found?.bool(1) ?? false)
        if isOurs { return }
        guard tables == 0 else {
            throw .unavailable(
                "\(address.name) is not a catalogd database: name another one in "
                    + "CATALOGD_DATABASE_URL")
        }
        guard mayBeEmpty else {
            throw .unavailable("\(address.name) is empty: run catalogd migrate")
        }
    }
}
