/// What goes wrong in the server itself, not in a request.
public enum HTTPServerError: Error, Sendable, Equatable {
    /// The address, as `host:port`, and why it cannot be listened on.
    case cannotListen(String, reason: String)
    /// The event loops did not start: out of memory, descriptors or threads.
    case cannotStart
    /// A handler's answer has a status or a header field that cannot be sent.
    case unsendableResponse(String)
    /// A handler dropped its ``Responder`` without answering.
    case unanswered
}

extension HTTPServerError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .cannotListen(let address, let reason): "cannot listen on \(address): \(reason)"
        case .cannotStart: "the HTTP server's event loops did not start"
        case .unsendableResponse(let what): "the response cannot be sent: \(what)"
        case .unanswered: "the handler gave up its responder without an answer"
        }
    }
}
