/// The promise of one answer to a suspended connection. While it is open, the connection neither
/// times out nor notices that its client has gone. A responder that is dropped without an answer
/// answers with ``HTTPServerError/unanswered``.
public struct Responder: Sendable {
    private let resume: @Sendable (@escaping @Sendable () -> HTTPResponse) -> Void

    public init(resume: @escaping @Sendable (@escaping @Sendable () -> HTTPResponse) -> Void) {
        self.resume = resume
    }

    /// Resumes the connection. `response` is made on the server's own thread, so that the caller
    /// (often the one writer thread) spends nothing on encoding. Call exactly once: the second
    /// call traps.
    public func respond(_ response: @escaping @Sendable () -> HTTPResponse) {
        resume(response)
    }
}
