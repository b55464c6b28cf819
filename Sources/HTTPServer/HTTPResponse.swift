/// One answer. The body's bytes may be shared between many answers without a copy.
public struct HTTPResponse: Sendable {
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
    /// The connection is suspended first, then the closure runs; it must see to it that the
    /// responder is called exactly once, from whatever thread.
    case later(@Sendable (Responder) -> Void)
}
