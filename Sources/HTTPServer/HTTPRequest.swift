/// One request, read whole before a handler sees it.
public struct HTTPRequest: Sendable {
    public let method: String
    /// The path, percent-decoded once; always starts with `/`.
    public let path: String
    /// Query parameters in order, percent-decoded; `+` is a space. A name without `=` has "".
    public let query: [(name: String, value: String)]
    /// Header fields in order; look them up with ``header(_:)``.
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]
    /// The peer's address without port.
    public let remoteAddress: String
    /// What the router's `{name}` segments matched.
    public var pathParameters: [String: String] = [:]

    public init(
        method: String, path: String, query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        remoteAddress: String = "127.0.0.1"
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
    }

    /// The first field of that name, compared without case; nil where there is none.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// All fields of that name, for those that must not be repeated.
    public func headers(named name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }
}
