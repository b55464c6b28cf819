import Catalog
import Synchronization

/// The users of a simulated Moodle and the courses in which they are, in memory. A user's number
/// follows from the name, so that after a restart the same user has the same.
final class MoodleDesk: Sendable {
    static let usersMax = 1_000_000

    private struct State {
        var ids: [String: Int64] = [:]
        var names: [Int64: String] = [:]
        var courses: [Int64: Set<Int>] = [:]
    }

    private let state = Mutex(State())

    func user(named name: String) -> Int64? { state.withLock { $0.ids[name] } }

    func name(of id: Int64) -> String? { state.withLock { $0.names[id] } }

    /// Nil where the name is taken, or there are too many.
    func create(_ name: String) -> Int64? {
        state.withLock { state in
            guard state.ids[name] == nil, state.ids.count < Self.usersMax else { return nil }
            // The first two numbers are the guest's and the administrator's.
            let id = Int64(Chance.number("user", name) % (1 << 40)) + 3
            guard state.names[id] == nil else { return nil }
            state.ids[name] = id
            state.names[id] = name
            return id
        }
    }

    func note(_ user: Int64, _ course: Int, isEnrolled: Bool) {
        state.withLock { state in
            if isEnrolled {
                state.courses[user, default: []].insert(course)
            } else {
                state.courses[user]?.remove(course)
            }
        }
    }

    func courses(of user: Int64) -> [Int] {
        state.withLock { ($0.courses[user] ?? []).sorted() }
    }
}
