import CPostgreSQL
import SQL

/// Where a server is, as `postgresql://…` names it (libpq, section 34.1.1: several hosts, TLS and
/// every other parameter are passed on as they are).
public struct PostgreSQLAddress: Sendable, Equatable, CustomStringConvertible {
    /// As it was given; it may hold a password and is never shown.
    let url: String
    /// Host and database, for messages: `db1,db2/catalogd`.
    public let name: String
    /// Whether there is a choice of hosts.
    let hasSeveralHosts: Bool

    /// - Throws: `.unavailable` for what is not the address of a PostgreSQL server.
    public init(_ url: String) throws(DatabaseError) {
        guard Self.isAddress(url), let options = Self.options(url) else {
            // libpq would quote the text, and with it the password.
            throw .unavailable(
                "this is no PostgreSQL address, as in postgresql://user@host:5432/database")
        }
        self.url = url
        let hosts = options["host"] ?? options["hostaddr"] ?? ""
        name = (hosts.isEmpty ? "localhost" : hosts) + "/" + (options["dbname"] ?? "")
        hasSeveralHosts = hosts.contains(",")
    }

    public var description: String { name }

    /// Whether the text is meant as one, whatever else may be wrong with it.
    public static func isAddress(_ text: String) -> Bool {
        text.hasPrefix("postgresql://") || text.hasPrefix("postgres://")
    }

    private static func options(_ url: String) -> [String: String]? {
        guard let parsed = unsafe PQconninfoParse(url, nil) else { return nil }
        // The list is libpq's until it is freed; its words are copied.
        defer { unsafe PQconninfoFree(parsed) }
        var options: [String: String] = [:]
        var option = unsafe parsed
        while let keyword = unsafe option.pointee.keyword {
            if let value = unsafe option.pointee.val {
                unsafe options[String(cString: keyword)] = String(cString: value)
            }
            unsafe option += 1
        }
        return options
    }
}
