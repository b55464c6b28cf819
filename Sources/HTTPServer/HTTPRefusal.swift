/// Why the server itself refuses a request, before or instead of a handler.
public enum HTTPRefusal: Error, Sendable, Equatable {
    /// Malformed or ambiguous framing; the connection is closed after the answer. 400
    case malformed(String)
    /// The head or the body took too long. 408
    case tooSlow
    /// 413, with the limit in bytes
    case bodyTooLarge(limit: Int)
    /// 415, with what is accepted
    case unsupportedMediaType(accepted: [String])
    /// A Content-Encoding we do not take. 415
    case unsupportedEncoding
    /// 404
    case noRoute
    /// 405, with the value of Allow
    case methodNotAllowed(allowed: [String])
    /// The target is too long. 414
    case targetTooLong
    /// The head is too large, or has too many fields. 431
    case headTooLarge
    /// The server is stopping, and did not begin the request. 503
    case stopping
    /// The server had to stop before the request's answer: whether it was done is not known. 503
    case givenUp
}

extension HTTPRefusal {
    /// The status of the answer.
    public var status: Int {
        switch self {
        case .malformed: 400
        case .tooSlow: 408
        case .bodyTooLarge: 413
        case .unsupportedMediaType, .unsupportedEncoding: 415
        case .noRoute: 404
        case .methodNotAllowed: 405
        case .targetTooLong: 414
        case .headTooLarge: 431
        case .stopping, .givenUp: 503
        }
    }

    /// The fields that RFC 9110 asks for beside the status; `render` adds them to its answer.
    public var headers: [(name: String, value: String)] {
        switch self {
        case .methodNotAllowed(let allowed): [("Allow", allowed.joined(separator: ", "))]
        case .unsupportedMediaType(let accepted): [("Accept", accepted.joined(separator: ", "))]
        case .unsupportedEncoding: [("Accept-Encoding", "identity")]
        default: []
        }
    }

    /// True where the bytes that follow cannot be trusted to be another request.
    var closesConnection: Bool {
        switch self {
        case .malformed, .targetTooLong, .headTooLarge, .tooSlow, .stopping, .givenUp: true
        default: false
        }
    }
}
