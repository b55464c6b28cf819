import Synchronization

/// The snapshot that serves reads now. Replaced as a whole; whoever holds the old one keeps it
/// until the answer is made.
public final class SnapshotHolder: Sendable {
    private let held: Mutex<CatalogSnapshot>

    public init(_ snapshot: CatalogSnapshot) {
        held = Mutex(snapshot)
    }

    public var current: CatalogSnapshot { held.withLock { $0 } }

    /// Puts a newer snapshot in place. One of an older version than the held one is dropped:
    /// two rebuilds may overtake each other.
    /// - Returns: whether it was put in place.
    @discardableResult
    public func replace(with snapshot: CatalogSnapshot) -> Bool {
        // The old one is let go of outside: to free a great catalogue takes long, and everybody
        // who browses takes this lock.
        let replaced: CatalogSnapshot? = held.withLock { held in
            guard (snapshot.version, snapshot.builtAt) >= (held.version, held.builtAt) else {
                return nil
            }
            defer { held = snapshot }
            return held
        }
        return replaced != nil
    }
}
