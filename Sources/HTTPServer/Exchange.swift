/// One request on a connection, and what becomes of it. Touched only by the connection's event
/// loop.
final class Exchange {
    let begun = Moment.now
    /// Where libmicrohttpd holds the target; for ``HeadReader`` to compare, not to read.
    let targetStart: UInt
    let targetCount: Int
    /// Taken apart, or why not; given away when the head is read.
    var target: Result<RequestTarget, HTTPRefusal>?

    /// Bytes of the head, and then of the body, that were read so far; nil before the head.
    var bytesRead: Int?
    /// Given away to the handler, once it is called.
    var request: HTTPRequest?
    var route: Router.Route?
    var refusal: HTTPRefusal?
    /// What frames a chunked body is not all shown to us, so nothing behind one is trusted.
    var isChunked = false
    var body: [UInt8] = []
    var bodyBytesMax = 0
    var pending: PendingAnswer?

    var method = ""
    /// The status of the answer; nil while there is none.
    var status: Int?

    init(target: UnsafeBufferPointer<UInt8>, _ configuration: HTTPServer.Configuration) {
        targetStart = UInt(bitPattern: target.baseAddress)
        targetCount = target.count
        self.target = Result { () throws(HTTPRefusal) in
            if target.count > configuration.requestTargetBytesMax { throw .targetTooLong }
            // The buffer is libmicrohttpd's, which leaves it alone until this call returns.
            return try RequestTarget(
                unsafe target.span, queryParametersMax: configuration.queryParametersMax)
        }
    }
}
