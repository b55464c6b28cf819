/// One outgoing request.
public struct HTTPCall: Sendable {
    public var method: String
    public var address: HTTPAddress
    public var headers: [(name: String, value: String)]
    /// Nil sends no body and no Content-Length.
    public var body: [UInt8]?
    public var limits: HTTPLimits
    public var peers: PeerPolicy

    public init(
        _ method: String, _ address: HTTPAddress, headers: [(name: String, value: String)] = [],
        body: [UInt8]? = nil, limits: HTTPLimits = HTTPLimits(), peers: PeerPolicy
    ) {
        self.method = method
        self.address = address
        self.headers = headers
        self.body = body
        self.limits = limits
        self.peers = peers
    }
}

/// What one call may take. The defaults are what every adapter owes.
public struct HTTPLimits: Sendable {
    /// Name look-up, TCP and TLS together.
    public var connectMilliseconds = 3_000
    /// From the start to the last byte, one hop of a redirect at a time.
    public var callMilliseconds = 10_000
    /// Without a single byte either way.
    public var idleSeconds = 5
    /// After decompression, counted as it streams.
    public var bodyBytesMax = 64 << 20
    public var headerBytesMax = 32 << 10
    public var headerCountMax = 100
    /// Redirects followed, for GET and within one origin alone.
    public var redirectsMax = 3

    public init() {}
}

/// One answer, whole and decompressed.
public struct HTTPAnswer: Sendable {
    public let status: Int
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]

    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first field of that name, compared without case; nil where there is none.
    public func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name.lowercased() == name }?.value
    }
}

/// Why a call brought no answer.
public enum HTTPFailure: Error, Sendable, Equatable {
    /// No byte of the request left: name look-up, connection or TLS failed, or took too long.
    case notConnected(String)
    /// The request went out at least in part; whether it was carried out is not known.
    case lost(String)
    /// The name leads to an address that the call's ``PeerPolicy`` does not allow; nothing was
    /// sent.
    case forbiddenAddress(String)
    /// A GET was sent to another origin, or round and round.
    case redirectRefused(String)
    case bodyTooLarge(limit: Int)
    case headTooLarge
    /// Not HTTP, or a content coding that cannot be undone.
    case malformed(String)
    /// The call itself cannot be sent: a line break in a header.
    case badCall(String)
    /// Too many calls wait; nothing was sent.
    case tooManyCalls
    /// The task was cancelled, or the client closed; it may have been sent.
    case cancelled
}
