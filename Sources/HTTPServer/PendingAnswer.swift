import CMicroHTTPD
import Synchronization

/// The answer that a suspended connection waits for. It resumes the connection exactly once.
final class PendingAnswer: Sendable {
    typealias Make = @Sendable () -> HTTPResponse

    // Sendable because the connection is only resumed, under the lock, and it cannot be freed
    // while it is suspended.
    @safe private struct State: @unchecked Sendable {
        let connection: OpaquePointer
        var make: Make?
        var isSettled = false
        /// Set where somebody else answered in the responder's place; it may still come.
        var isAbandoned = false
    }

    private let state: Mutex<State>

    /// `connection` is suspended already.
    init(suspended connection: OpaquePointer) {
        unsafe state = Mutex(State(connection: connection))
    }

    /// The responder that is handed out, once.
    func responder(unanswered: @escaping Make) -> Responder {
        let warrant = Warrant(pending: self, unanswered: unanswered)
        return Responder { make in warrant.pending.answer(make) }
    }

    private func answer(_ make: @escaping Make) {
        let isFirst = state.withLock { state in
            if state.isAbandoned { return true }
            return Self.settle(&state, make)
        }
        precondition(isFirst, "a request was answered twice")
    }

    /// Answers in the responder's place, unless it has answered.
    func abandon(_ make: @escaping Make) {
        state.withLock { state in
            if Self.settle(&state, make) { state.isAbandoned = true }
        }
    }

    private static func settle(_ state: inout State, _ make: @escaping Make) -> Bool {
        if state.isSettled { return false }
        state.isSettled = true
        state.make = make
        // Resumed under the lock, so that the connection cannot run ahead and be freed.
        unsafe MHD_resume_connection(state.connection)
        return true
    }

    /// What was answered; nil while nobody has. Called on the connection's own thread.
    func take() -> Make? {
        state.withLock { state in
            defer { state.make = nil }
            return state.make
        }
    }

    /// Lives as long as any copy of the responder does.
    private final class Warrant: Sendable {
        let pending: PendingAnswer
        let unanswered: Make

        init(pending: PendingAnswer, unanswered: @escaping Make) {
            self.pending = pending
            self.unanswered = unanswered
        }

        deinit { pending.abandon(unanswered) }
    }
}
