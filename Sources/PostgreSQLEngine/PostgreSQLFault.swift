import SQL

/// What a server or libpq said went wrong (PostgreSQL, appendix A).
struct PostgreSQLFault {
    /// Five characters; nil where libpq itself noticed that the connection broke.
    let sqlState: String?
    /// `ERROR`, `FATAL` or `PANIC`, whatever the server's language.
    let severity: String?
    let message: String

    /// The statement was undone and the session goes on. After anything else it is over.
    var isPlainError: Bool { severity == "ERROR" }

    /// A statement's plan was made before a table changed: made anew, it works.
    var isStalePlan: Bool { sqlState == "0A000" && message.contains("cached plan") }

    /// Sorted into what callers act on.
    var error: DatabaseError {
        guard let sqlState, isPlainError else { return .connectionLost(text) }
        switch sqlState {
        case "40001", "40P01", "55P03", "57014": return .busy(text)
        case "0A000" where isStalePlan: return .busy(text)
        // Text with the character U+0000, which PostgreSQL does not store.
        case "22021": return .constraint(text)
        case "25006":
            return .unavailable(
                "\(text): the server is a standby or read-only; name the primary in "
                    + "CATALOGD_DATABASE_URL")
        case "53100": return .full(text)
        case "42501":
            return .unavailable("\(text): grant it to the user in CATALOGD_DATABASE_URL")
        default: break
        }
        switch sqlState.prefix(2) {
        case "23": return .constraint(text)
        case "08": return .connectionLost(text)
        case "53", "57", "58": return .unavailable(text)
        case "XX": return .unusable(text)
        default: return .misuse(text)
        }
    }

    var text: String { "PostgreSQL \(sqlState ?? "connection"): \(message)" }
}
