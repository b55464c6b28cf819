import Synchronization

/// Holds the admin server while the service runs.
final class AdminHolder: Sendable {
    private let server = Mutex<AdminServer?>(nil)

    func start(database: String, perform: @escaping AdminServer.Perform) throws {
        let started = try AdminServer(database: database, perform: perform)
        server.withLock { $0 = started }
    }

    func stop() {
        server.withLock { held in
            held?.stop()
            held = nil
        }
    }
}
