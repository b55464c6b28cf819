/// One answer. `Date`, `Content-Length` and `Connection` are the server's to write. The body is
/// copied once when it is sent; answers that are sent often are a ``PreparedResponse``.
public struct HTTPResponse: Sendable {
    /// 200 to 599. 204 and 304 go without a body, as answers to HEAD do.
    public var status: Int
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]

    public init(
        status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []
    ) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// What a handler returns: an answer at once, or the promise of one.
public enum Reply: Sendable {
    case now(HTTPResponse)
    /// An answer that was made before, sent without a copy.
    case prepared(PreparedResponse)
    /// The connection is suspended first, then the closure runs; it must see to it that the
    /// responder is called exactly once, from whatever thread.
    case later(@Sendable (Responder) -> Void)
}
