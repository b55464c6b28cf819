/// What became of one command within its transaction.
enum CommandStep {
    /// Tells a command, after the commit, that it is durable (nil) or why not.
    typealias Completion = (DatabaseError?) -> Void

    /// It is carried out, or refused with nothing left behind.
    case settled(Completion)
    /// Another writer was in its way; nothing is left of it.
    case contended(DatabaseError)
    /// It was not isolated, failed, and left something to undo.
    case leftovers
    /// The transaction cannot be trusted any more.
    case lost(DatabaseError)

    /// Runs `body` in the open transaction; isolated, it is undone alone where it fails.
    init<Answer: Sendable>(
        on database: any Database, isolated: Bool,
        _ body: (any Database) throws -> Answer,
        _ then: @escaping @Sendable (Result<Answer, any Error>) -> Void
    ) {
        let before = database.changeCount
        var cause: DatabaseError?
        do {
            if isolated { try database.later("SAVEPOINT command") }
            let answer = try body(database)
            if isolated { try database.run("RELEASE SAVEPOINT command") }
            self = .settled { failure in then(failure.map { .failure($0) } ?? .success(answer)) }
        } catch {
            cause = error as? DatabaseError
            if case .busy(let text)? = cause {
                self = .contended(.busy(text))
            } else {
                self = .settled { failure in then(.failure(failure ?? error)) }
            }
            if isolated {
                do throws(DatabaseError) {
                    try database.run("ROLLBACK TO SAVEPOINT command")
                    try database.run("RELEASE SAVEPOINT command")
                } catch {
                    // What the command wrote may still be there: nothing of the batch is kept.
                    self = .lost(cause ?? error)
                    return
                }
            } else if cause != nil || database.changeCount != before {
                self = .leftovers
                return
            }
        }
        if !database.isInTransaction {
            // Isolated it will be seen whether this command or the engine is to blame.
            self =
                isolated
                ? .lost(cause ?? .unavailable("the engine gave the transaction up"))
                : .leftovers
        }
    }
}
