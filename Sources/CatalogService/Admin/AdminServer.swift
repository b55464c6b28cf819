import Catalog
import Dispatch
import Foundation
import Synchronization

/// Answers commands over the admin socket, one thread a caller.
final class AdminServer: Sendable {
    typealias Perform =
        @Sendable (AdminCommand, _ progress: @escaping @Sendable (String) -> Void) async throws ->
        AdminOutcome

    /// Callers served at once.
    static let callersMax = 4

    private let socket: LocalSocket
    private let path: String
    private let perform: Perform
    private let places = DispatchSemaphore(value: callersMax)

    /// The socket that belongs to a database file.
    static func path(database: String) -> String { database + ".admin" }

    init(database: String, perform: @escaping Perform) throws(ConfigurationError) {
        path = Self.path(database: database)
        socket = try LocalSocket.listening(at: path)
        self.perform = perform
        Thread.detachNewThread { [self] in accept() }
    }

    func stop() {
        socket.shutDown()
        unsafe unlink(path)
    }

    private func accept() {
        while let caller = socket.accepted() {
            places.wait()
            Thread.detachNewThread { [self] in
                serve(caller)
                places.signal()
            }
        }
    }

    private func serve(_ caller: LocalSocket) {
        caller.lines { line in
            let answer: AdminAnswer
            do {
                let command = try JSON.decode(AdminCommand.self, from: Array(line.utf8))
                answer = carryOut(command, for: caller)
            } catch {
                answer = .refused("the command was not understood: use the same catalogd version")
            }
            caller.send(answer)
            return false
        }
    }

    /// Waits on this thread, which is the caller's own, for the asynchronous work.
    private func carryOut(_ command: AdminCommand, for caller: LocalSocket) -> AdminAnswer {
        let outcome = Mutex<AdminAnswer?>(nil)
        let finished = DispatchSemaphore(value: 0)
        Task {
            let answer: AdminAnswer
            do {
                answer = .done(try await perform(command) { caller.send(.progress($0)) })
            } catch {
                answer = .refused(CommandFailure.words(for: error))
            }
            outcome.withLock { $0 = answer }
            finished.signal()
        }
        finished.wait()
        return outcome.withLock { $0 } ?? .refused("no outcome")
    }
}

extension LocalSocket {
    fileprivate func send(_ answer: AdminAnswer) {
        send(line: String(decoding: JSON.encode(answer), as: UTF8.self))
    }
}
