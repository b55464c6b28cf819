/// One request, read whole before a handler sees it.
public struct HTTPRequest: Sendable {
    public let method: String
    /// The path, percent-decoded once; always starts with `/`. `.` and `..` are not resolved.
    public let path: String
    /// Query parameters in order, percent-decoded; `+` is a space. A name without `=` has "".
    public let query: [(name: String, value: String)]
    public internal(set) var body: [UInt8]
    /// The peer's address without port.
    public let remoteAddress: String
    /// What the router's `{name}` segments matched, percent-decoded.
    public var pathParameters: [String: String] = [:]
    /// The pattern of the route that matched, as it was given to ``Router/on(_:_:_:_:)``.
    public internal(set) var routePattern: String?

    let fields: HeaderFields
    /// The path between slashes, each part decoded by itself: `%2F` does not separate.
    let segments: [String]

    public init(
        method: String, path: String, query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        remoteAddress: String = "127.0.0.1"
    ) {
        self.init(
            method: method,
            target: RequestTarget(path: path, query: query),
            fields: HeaderFields(headers), body: body, remoteAddress: remoteAddress)
    }

    init(
        method: String, target: RequestTarget, fields: HeaderFields, body: [UInt8] = [],
        remoteAddress: String
    ) {
        self.method = method
        self.path = target.path
        self.query = target.query
        self.segments = target.segments
        self.fields = fields
        self.body = body
        self.remoteAddress = remoteAddress
    }

    /// All header fields in order, made anew at each call; look single ones up with
    /// ``header(_:)``.
    public var headers: [(name: String, value: String)] { fields.pairs }

    /// The first field of that name, compared without case; nil where there is none.
    public func header(_ name: String) -> String? { fields.first(name) }

    /// All fields of that name, for those that must not be repeated.
    public func headers(named name: String) -> [String] { fields.all(name) }
}
