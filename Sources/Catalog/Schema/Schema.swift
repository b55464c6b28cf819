import SQL

/// The store's schema: one text for both engines, in their common subset; a step may be for one of
/// them alone.
///
/// Times are milliseconds since 1970 (BIGINT), money whole rupiah (BIGINT), booleans 0 or 1, lists
/// JSON text. A released step is never edited; a change is a new step.
public enum Schema {
    public static let migrations: [Migration] = [
        Migration(version: 1, name: "catalogue", sql: catalogue),
        Migration(version: 2, name: "people and money", sql: peopleAndMoney),
        Migration(version: 3, name: "orders", sql: orders),
        Migration(version: 4, name: "completions and incentives", sql: completions + launches),
        Migration(version: 5, name: "instances", sql: instances),
        Migration(version: 6, name: "staff log and overview", sql: staffLog + overview),
        Migration(version: 7, name: "curation", sql: curation),
        Migration(version: 8, name: "flags", sql: flags),
        Migration(version: 9, name: "mail", sql: mail),
        Migration(version: 10, name: "statements by order", sql: statementsByOrder),
        Migration(
            version: 11, name: "orders without locks", sql: ordersWithoutLocks, servesFrom: 10,
            engines: .servers),
        Migration(
            version: 12, name: "orders of cards", sql: ordersOfCards, servesFrom: 10,
            engines: .embedded),
    ]

    /// `column = 'a' OR column = 'b'`: SQLite builds a temporary table for `column IN ('a', 'b',
    /// 'c')` at every insert, which the busiest tables are spared.
    static func isOne(of values: [String], _ column: String) -> String {
        values.map { "\(column) = '\($0)'" }.joined(separator: " OR ")
    }
}
