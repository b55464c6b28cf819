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
    /// 414 or 431: the target or the head is too large
    case headTooLarge
    /// The server is stopping. 503
    case stopping
}
