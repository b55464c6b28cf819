/// Handles one request. A thrown error is rendered by the server's `render` closure.
public typealias Handler = @Sendable (HTTPRequest) throws -> Reply

/// What a route accepts, checked before its body is read.
public struct RouteLimits: Sendable {
    /// Largest request body in bytes; 0 for routes without one.
    public var bodyBytesMax: Int
    /// Accepted media types (without parameters), lower case; empty where there is no body.
    public var mediaTypes: [String]

    public init(bodyBytesMax: Int = 0, mediaTypes: [String] = []) {
        self.bodyBytesMax = bodyBytesMax
        self.mediaTypes = mediaTypes
    }

    public static let noBody = RouteLimits()
    public static let json = RouteLimits(bodyBytesMax: 64 * 1024, mediaTypes: ["application/json"])
}
