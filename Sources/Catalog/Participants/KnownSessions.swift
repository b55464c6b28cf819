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

    private let sessions = Mutex<[Key: Session]>([:])

    public init() {}

    func session(_ hash: [UInt8], now: Instant) -> Session? {
        guard let key = Key(hash), let session = sessions.withLock({ $0[key] }),
            session.expiresAt > now
        else { return nil }
        return session
    }

    func keep(_ session: Session, as hash: [UInt8]) {
        guard let key = Key(hash) else { return }
        sessions.withLock { sessions in
            if sessions.count >= Self.sessionsMax { sessions.removeAll() }
            sessions[key] = session
        }
    }

    func forget(_ hash: [UInt8]) {
        guard let key = Key(hash) else { return }
        sessions.withLock { $0[key] = nil }
    }

    func forgetAll() {
        sessions.withLock { $0.removeAll() }
    }

    /// A token's SHA-256, stored in the dictionary itself: a list would be elsewhere in memory.
    private struct Key: Hashable {
        private let words: (UInt64, UInt64, UInt64, UInt64)

        /// Nil for what is no SHA-256: no session is kept for it.
        init?(_ hash: [UInt8]) {
            guard hash.count == 32 else { return nil }
            words = (
                Self.word(hash[0..<8]), Self.word(hash[8..<16]), Self.word(hash[16..<24]),
                Self.word(hash[24..<32])
            )
        }

        private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
            bytes.reduce(0) { $0 << 8 | UInt64($1) }
        }

        static func == (one: Key, other: Key) -> Bool { one.words == other.words }

        /// One word of a digest tells as much as all.
        func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
    }
}
