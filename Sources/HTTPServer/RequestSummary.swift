/// What is known of a request when its answer has been sent; for metrics and the access log.
public struct RequestSummary: Sendable {
    public let method: String
    /// The pattern of the route, never the path itself; nil where no route matched.
    public let routePattern: String?
    public let status: Int
    /// From the complete request line to the last byte of the answer.
    public let duration: Duration
}
