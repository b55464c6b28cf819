/// What a connection is doing, as far as its deadlines and a stopping server need to know.
enum ConnectionPhase: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// Between requests; `bytesReceived` is what the socket had taken in when this was last
    /// looked at, nil before the first look.
    case idle(since: Instant, bytesReceived: UInt64?)
    case readingHead(since: Instant)
    case readingBody(since: Instant)
    /// In a handler.
    case handling
    case suspended(PendingAnswer)
    case answering(since: Instant)
    /// Shut down by us for being too slow, with the status that was sent, if any.
    case cut(status: Int?)
    /// The descriptor may belong to somebody else by now.
    case closed

    /// True where stopping would cut off a request that we have begun to work on.
    var isBusy: Bool {
        switch self {
        case .readingBody, .handling, .suspended, .answering: true
        case .idle, .readingHead, .cut, .closed: false
        }
    }
}
