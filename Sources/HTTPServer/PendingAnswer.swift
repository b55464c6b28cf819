import CMicroHTTPD

/// The answer that a suspended connection waits for. It resumes the connection exactly once.
final class PendingAnswer: Sendable {
    typealias Make = @Sendable () -> HTTPResponse

    // Sendable because the connection is only resumed, once, and it cannot be freed while it is
    // suspended.
    @safe private struct State: @unchecked Sendable {
        let connection: OpaquePointer
        var make: Make?
        var isSettled = false
        /// Set where somebody else answered in the responder's place; it may still come.
        var isAbandoned = false
    }

    private let server: ServerContext
    private let state: Guarded<State>

    /// `connection` is suspended already.
    init(suspended connection: OpaquePointer, server: ServerContext) {
        self.server = server
        state = unsafe Guarded(State(connection: connection))
    }

    /// The responder that is handed out, once.
    func responder(unanswered: @escaping Make) -> Responder {
        let warrant = Warrant(pending: self, unanswered: unanswered)
        return Responder { make in warrant.pending.answer(make) }
    }

    private func answer(_ make: @escaping Make) {
        let isFirst = settle(make) || state.withLock { $0.isAbandoned }
        precondition(isFirst, "a request was answered twice")
    }

    /// Answers in the responder's place, unless it has answered.
    func abandon(_ make: @escaping Make) {
        settle(make, abandoning: true)
    }

    @discardableResult
    private func settle(_ make: @escaping Make, abandoning: Bool = false) -> Bool {
        let isFirst = state.withLock { state in
            if state.isSettled { return false }
            state.isSettled = true
            state.isAbandoned = abandoning
            state.make = make
            server.countResuming(1)
            return true
        }
        if isFirst {
            // Outside of the lock, which the event loop is about to want. Nobody else resumes the
            // connection, so it is still there; the count keeps the event loop there.
            let connection = unsafe state.withLock { unsafe $0.connection }
            unsafe MHD_resume_connection(connection)
            server.countResuming(-1)
        }
        return isFirst
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
