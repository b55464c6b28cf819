import SQL

/// A connection that keeps its store alive: the store takes its database away at its end.
final class KeptDatabase: Database {
    private let inner: any Database
    private let store: TestStore

    init(_ inner: any Database, of store: TestStore) {
        self.inner = inner
        self.store = store
    }

    var changeCount: Int64 { inner.changeCount }
    var isInTransaction: Bool { inner.isInTransaction }
    var isLost: Bool { inner.isLost }
    var lockingClause: String { inner.lockingClause }
    var claimingClause: String { inner.claimingClause }

    func rows(_ sql: String, binding values: [SQLValue]) throws(DatabaseError) -> [Row] {
        try inner.rows(sql, binding: values)
    }
    func rows(of calls: [StatementCall]) throws(DatabaseError) -> [[Row]] {
        try inner.rows(of: calls)
    }
    func run(_ sql: String, binding values: [SQLValue]) throws(DatabaseError) -> Int {
        try inner.run(sql, binding: values)
    }
    func later(_ sql: String, binding values: [SQLValue]) throws(DatabaseError) {
        try inner.later(sql, binding: values)
    }
    func script(_ sql: String) throws(DatabaseError) { try inner.script(sql) }
    func begin() throws(DatabaseError) { try inner.begin() }
    func beginReading() throws(DatabaseError) { try inner.beginReading() }
    func beginExclusive() throws(DatabaseError) { try inner.beginExclusive() }
    func announce(_ channel: String) throws(DatabaseError) { try inner.announce(channel) }
    func commit() throws(DatabaseError) { try inner.commit() }
    func rollback() throws(DatabaseError) { try inner.rollback() }
}
