/// What can go wrong in a store, in the terms that callers act on; the same for both engines.
public enum DatabaseError: Error, Sendable, Equatable {
    /// A UNIQUE, CHECK, NOT NULL or FOREIGN KEY rule refused the statement; the transaction goes on
    /// after a rollback to its savepoint.
    case constraint(String)
    /// Another process holds the lock, or rows were contended; the same work may be tried again.
    case busy(String)
    /// No space, or a quota: reads go on, writes come back when space does.
    case full(String)
    /// The connection broke before COMMIT was sent: nothing was done. The same work may be tried
    /// again on a new connection.
    case connectionLost(String)
    /// The file or server cannot be reached, or refuses us.
    case unavailable(String)
    /// The content is damaged, of another program, or of a newer version. Never repaired silently.
    case unusable(String)
    /// COMMIT was sent and its result is not known. Ask again by key; never guess.
    case outcomeUnknown(String)
    /// The statement itself is wrong: a fault of the program.
    case misuse(String)

    /// Text with the character U+0000. PostgreSQL cannot store it, so no engine takes it: what
    /// comes from outside is looked at before.
    public static let zeroCharacter = constraint("text may not contain the character U+0000")

    /// The engine's own words, for logs.
    public var message: String {
        switch self {
        case .constraint(let text), .busy(let text), .full(let text), .connectionLost(let text),
            .unavailable(let text), .unusable(let text), .outcomeUnknown(let text),
            .misuse(let text):
            return text
        }
    }
}
