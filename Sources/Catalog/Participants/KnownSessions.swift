import Synchronization

/// Sessions that the one writer has looked up, so that it need not look them up at every command.
///
/// Sound only where one process is the only writer of the store, and only for its commands: they
/// run one after the other, and the one that revokes a session forgets it here first, so that
/// none that follows can still find it. A reader's moment may be older than that; readers ask the
/// store, and so does every command on a store with several writers.
public final class KnownSessions: Sendable {
    /// The most sessions that are kept: about 10 MB. One more, and all are looked up anew.
    public static let sessionsMax = 50_000

    private let sessions = Mutex<[[UInt8]: Session]>([:])

    public init() {}

    func session(_ hash: [UInt8], now: Instant) -> Session? {
        guard let session = sessions.withLock({ $0[hash] }), session.expiresAt > now else {
            return nil
        }
        return session
    }

    func keep(_ session: Session, as hash: [UInt8]) {
        sessions.withLock { sessions in
            if sessions.count >= Self.sessionsMax { sessions.removeAll() }
            sessions[hash] = session
        }
    }

    func forget(_ hash: [UInt8]) {
        sessions.withLock { $0[hash] = nil }
    }

    func forgetAll() {
        sessions.withLock { $0.removeAll() }
    }
}
