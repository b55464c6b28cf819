/// What a connection is doing, as far as its deadlines and a stopping server need to know.
enum ConnectionPhase: Sendable {
    /// Between requests; `bytesReceived` is what the socket had taken in when this was last
    /// looked at, nil before the first look.
    case idle(since: Moment, bytesReceived: UInt64?)
    case readingHead(since: Moment)
    case readingBody(since: Moment)
    /// In a handler.
    case handling
    case suspended(PendingAnswer)
    case answering(since: Moment)
    /// Shut down by us for being too slow, with the status that was sent, if any.
    case cut(status: Int?)
    /// The descriptor may belong to somebody else by now.
    case closed

    /// True where somebody else than libmicrohttpd may still hold on to the connection.
    var isWithHandler: Bool {
        switch self {
        case .handling, .suspended: true
        default: false
        }
    }

    /// True where stopping would cut off a request that we have begun to work on.
    var isBusy: Bool {
        switch self {
        case .readingBody, .handling, .suspended, .answering: true
        case .idle, .readingHead, .cut, .closed: false
        }
    }
}
