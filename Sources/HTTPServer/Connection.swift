import CMicroHTTPD
import Synchronization

/// One TCP connection, and the request at hand on it.
final class Connection: @unchecked Sendable {
    // Sendable because all that follows `phase` is touched only by the one event loop that
    // libmicrohttpd runs this connection on; everybody else keeps to `phase` and the constants.
    let descriptor: Int32
    private let server: ServerContext
    private let remoteAddress: String
    private let phase: Mutex<ConnectionPhase>

    private var exchange: Exchange?

    /// One request and what becomes of it.
    private struct Exchange {
        let begun: ContinuousClock.Instant
        let targetStart: UInt
        let targetCount: Int
        let target: Result<RequestTarget, HTTPRefusal>
        var hasHead = false
        var request: HTTPRequest?
        var match: Router.Match?
        var refusal: HTTPRefusal?
        /// What frames a chunked body is not all shown to us, so nothing after one is trusted.
        var isChunked = false
        var bodyBytesMax = 0
        var pending: PendingAnswer?
        var status: Int?
    }

    init(server: ServerContext, descriptor: Int32, remoteAddress: String) {
        self.server = server
        self.descriptor = descriptor
        self.remoteAddress = remoteAddress
        // Nothing has been received, so that the first byte begins the first head.
        phase = Mutex(.idle(since: .now, bytesReceived: 0))
    }

    /// Runs `body` while the descriptor is sure to be this connection's, unless it is closed.
    func withPhase<Result: Sendable>(
        _ body: (inout sending ConnectionPhase) -> sending Result
    ) -> Result {
        phase.withLock(body)
    }

    // MARK: - Called by the event loop

    /// The request line is complete; `target` is as it came, in libmicrohttpd's buffer.
    func receivedTarget(_ target: UnsafePointer<CChar>) {
        let now = ContinuousClock.now
        phase.withLock { phase in
            if case .idle = phase { phase = .readingHead(since: now) }
        }
        let count = unsafe strlen(target)
        exchange = unsafe Exchange(
            begun: now, targetStart: UInt(bitPattern: target), targetCount: count,
            target: parsed(target, count))
        guard let mark = unsafe strchr(target, 0x3F) else { return }
        // The query is parsed by us: ended here, it makes libmicrohttpd spend neither time nor
        // the connection's memory on parsing it again. The buffer is writable, and NUL-ended.
        unsafe mark[1] = 0
    }

    private func parsed(
        _ target: UnsafePointer<CChar>, _ count: Int
    ) -> Result<RequestTarget, HTTPRefusal> {
        if count > server.configuration.requestTargetBytesMax { return .failure(.targetTooLong) }
        let bytes = unsafe UnsafeRawBufferPointer(start: target, count: count)
        let max = server.configuration.queryParametersMax
        return Result { () throws(HTTPRefusal) in
            try unsafe RequestTarget(Array(bytes), queryParametersMax: max)
        }
    }

    /// libmicrohttpd's access handler: first with the head, then with each part of the body,
    /// at last with neither; the last call comes again after a suspension.
    func step(
        _ connection: OpaquePointer, method: UnsafePointer<CChar>,
        version: UnsafePointer<CChar>, bytes: UnsafePointer<CChar>?,
        count: UnsafeMutablePointer<Int>
    ) -> MHD_Result {
        guard let exchange else { return .NO }
        if !exchange.hasHead {
            return unsafe receiveHead(
                connection,
                HeadReader.RequestLine(
                    method: method, targetStart: exchange.targetStart,
                    targetCount: exchange.targetCount, version: version))
        }
        if unsafe count.pointee > 0 {
            let part = unsafe UnsafeRawBufferPointer(start: bytes, count: count.pointee)
            unsafe count.pointee = 0
            return unsafe receiveBody(part)
        }
        return unsafe answer(connection)
    }

    /// The answer is sent, or the connection is lost.
    func completed() {
        guard let exchange else { return }
        self.exchange = nil
        let now = ContinuousClock.now
        let status = phase.withLock { phase -> Int? in
            if case .cut(let status) = phase { return status ?? exchange.status }
            phase = .idle(since: now, bytesReceived: nil)
            return exchange.status
        }
        guard let request = exchange.request, let status else { return }
        server.finish(
            RequestSummary(
                method: request.method, routePattern: request.routePattern, status: status,
                duration: now - exchange.begun))
    }

    // MARK: - Reading

    private func receiveHead(
        _ connection: OpaquePointer, _ line: HeadReader.RequestLine
    ) -> MHD_Result {
        exchange?.hasHead = true
        var framing: HeadRules.Framing?
        do throws(HTTPRefusal) {
            let target = try exchange!.target.get()
            let fields = try unsafe HeadReader.fields(
                of: connection, line, headBytesMax: server.configuration.headBytesMax)
            framing = try HeadRules.framing(
                of: fields, isHTTP10: unsafe line.version[7] == 0x30,
                headersMax: server.configuration.headersMax)
            if let authority = target.authority, let host = fields.first("host"),
                !HeaderFields.equalWithoutCase(authority, host.utf8)
            {
                throw .malformed("a Host other than the target's")
            }
            let method = unsafe String(cString: line.method)
            guard method.utf8.allSatisfy(HeadRules.isTokenByte) else {
                throw .malformed("a method that is no token")
            }
            try admit(
                HTTPRequest(
                    method: method, target: target, fields: fields, remoteAddress: remoteAddress),
                framing!)
        } catch {
            exchange?.refusal = error
            // Without a body the refusal can wait for its turn, and the connection live on.
            if error.closesConnection || framing?.hasBody != false {
                return unsafe refuseAtOnce(connection, error)
            }
        }
        return .YES
    }

    private func admit(
        _ request: HTTPRequest, _ framing: HeadRules.Framing
    ) throws(HTTPRefusal) {
        exchange?.request = request
        let match = try server.router.match(request.method, request.segments)
        exchange?.match = match
        exchange?.request = request.matched(match)
        try match.route.limits.admit(request.fields, framing)
        guard framing.hasBody else { return }
        exchange?.isChunked = framing == .chunked
        exchange?.bodyBytesMax = match.route.limits.bodyBytesMax
        phase.withLock { phase in
            if case .readingHead = phase { phase = .readingBody(since: .now) }
        }
    }

    /// Answers before the body is read, which makes libmicrohttpd close the connection and look
    /// at nothing that follows the head.
    private func refuseAtOnce(_ connection: OpaquePointer, _ refusal: HTTPRefusal) -> MHD_Result {
        server.lingering.adopt(descriptor)
        return unsafe send(
            server.render(refusal, exchange?.request), on: connection, closing: true)
    }

    private func receiveBody(_ part: UnsafeRawBufferPointer) -> MHD_Result {
        let count = (exchange?.request?.body.count ?? 0) + part.count
        let max = exchange?.bodyBytesMax ?? 0
        guard count > max else {
            unsafe exchange?.request?.body.append(contentsOf: part)
            return .YES
        }
        // libmicrohttpd takes no answer in the middle of a body.
        let response = server.render(HTTPRefusal.bodyTooLarge(limit: max), exchange?.request)
        RawAnswer.send(response, to: descriptor)
        exchange?.status = response.status
        server.lingering.adopt(descriptor)
        return .NO
    }

    // MARK: - Answering

    private func answer(_ connection: OpaquePointer) -> MHD_Result {
        if let make = exchange?.pending?.take() {
            return unsafe send(make(), on: connection)
        }
        if exchange?.isChunked == true,
            unsafe MHD_get_connection_values(connection, .FOOTER_KIND, nil, nil) > 0
        {
            exchange?.refusal = .malformed("a trailer")
        }
        if let refusal = exchange?.refusal {
            return unsafe send(server.render(refusal, exchange?.request), on: connection)
        }
        guard let request = exchange?.request, let match = exchange?.match else { return .NO }
        let isInTime = phase.withLock { phase in
            if case .cut = phase { return false }
            phase = .handling
            return true
        }
        guard isInTime else { return .NO }
        do {
            switch try match.route.handler(request) {
            case .now(let response): return unsafe send(response, on: connection)
            case .prepared(let prepared): return unsafe send(prepared, on: connection)
            case .later(let begin):
                unsafe suspend(connection, begin)
                return .YES
            }
        } catch {
            return unsafe send(server.render(error, request), on: connection)
        }
    }

    private func suspend(_ connection: OpaquePointer, _ begin: (Responder) -> Void) {
        // Suspended before anybody else can know of it, and so resume it.
        unsafe MHD_suspend_connection(connection)
        let pending = unsafe PendingAnswer(suspended: connection)
        exchange?.pending = pending
        phase.withLock { $0 = .suspended(pending) }
        let server = server
        let request = exchange?.request
        begin(pending.responder { server.render(HTTPServerError.unanswered, request) })
    }

    private func send(_ prepared: PreparedResponse, on connection: OpaquePointer) -> MHD_Result {
        if mustClose { return unsafe send(prepared.response, on: connection) }
        return unsafe send(prepared.handle, on: connection)
    }

    private func send(
        _ response: HTTPResponse, on connection: OpaquePointer, closing: Bool = false
    ) -> MHD_Result {
        let closing = closing || mustClose
        if let handle = try? ResponseHandle(response, closing: closing) {
            return unsafe send(handle, on: connection)
        }
        // A response that cannot be sent is rendered as the error it is; if that cannot either,
        // the connection is closed.
        let error = HTTPServerError.unsendableResponse("status \(response.status)")
        let rendered = server.render(error, exchange?.request)
        guard let handle = try? ResponseHandle(rendered, closing: closing) else { return .NO }
        return unsafe send(handle, on: connection)
    }

    private func send(_ handle: ResponseHandle, on connection: OpaquePointer) -> MHD_Result {
        exchange?.status = handle.status
        let isInTime = phase.withLock { phase in
            if case .cut = phase { return false }
            phase = .answering(since: .now)
            return true
        }
        guard isInTime else { return .NO }
        return unsafe handle.queue(on: connection) ? .YES : .NO
    }

    private var mustClose: Bool { exchange?.isChunked == true || server.isStopping }
}
