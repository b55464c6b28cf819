import Catalog

/// Asks a running server to carry a command out.
public enum AdminClient {
    /// Nil where no server has the database open; the caller then opens the file itself.
    /// - Throws: ``CommandFailure`` with the server's words.
    public static func ask(
        _ command: AdminCommand, database: String, progress: (String) -> Void
    ) throws -> AdminOutcome? {
        guard let socket = try LocalSocket.connected(to: AdminServer.path(database: database))
        else { return nil }
        guard socket.send(line: String(decoding: JSON.encode(command), as: UTF8.self)) else {
            return nil
        }
        var outcome: Result<AdminOutcome, CommandFailure>?
        socket.lines { line in
            switch try? JSON.decode(AdminAnswer.self, from: Array(line.utf8)) {
            case .progress(let words)?:
                progress(words)
                return true
            case .done(let done)?: outcome = .success(done)
            case .refused(let words)?: outcome = .failure(CommandFailure(words))
            case nil: outcome = .failure(CommandFailure("the server's answer was not understood"))
            }
            return false
        }
        guard let outcome else {
            throw CommandFailure("the server went away before it answered: look at its log, repeat")
        }
        return try outcome.get()
    }
}
