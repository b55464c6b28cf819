import CMicroHTTPD

/// One TCP connection, and the request at hand on it.
final class Connection: @unchecked Sendable {
    // Sendable because all that follows `phase` is touched only by the one event loop that
    // libmicrohttpd runs this connection on; everybody else keeps to `phase` and the constants.
    let descriptor: Int32
    private let server: ServerContext
    private let remoteAddress: String
    private let phase: Guarded<ConnectionPhase>

    private var exchange: Exchange?
    /// Of all requests before this one.
    private var bytesRead = 0

    init(server: ServerContext, descriptor: Int32, remoteAddress: String) {
        self.server = server
        self.descriptor = descriptor
        self.remoteAddress = remoteAddress
        // Nothing has been received, so that the first byte begins the first head.
        phase = Guarded(.idle(since: .now, bytesReceived: 0))
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
        let exchange = unsafe Exchange(
            target: UnsafeBufferPointer(
                start: UnsafeRawPointer(target).assumingMemoryBound(to: UInt8.self),
                count: strlen(target)),
            server.configuration)
        self.exchange = exchange
        phase.withLock { phase in
            if case .idle = phase { phase = .readingHead(since: exchange.begun) }
        }
        guard let mark = unsafe strchr(target, 0x3F) else { return }
        // The query is parsed by us: ended here, it makes libmicrohttpd spend neither time nor
        // the connection's memory on parsing it again. The buffer is writable, and NUL-ended.
        unsafe mark[1] = 0
    }

    /// libmicrohttpd's access handler: first with the head, then with each part of the body,
    /// at last with neither; the last call comes again after a suspension.
    func step(
        _ connection: OpaquePointer, method: UnsafePointer<CChar>,
        version: UnsafePointer<CChar>, bytes: UnsafePointer<CChar>?,
        count: UnsafeMutablePointer<Int>
    ) -> MHD_Result {
        guard let exchange else { return .NO }
        if exchange.bytesRead == nil {
            let line = unsafe HeadReader.RequestLine(
                method: method, targetStart: exchange.targetStart,
                targetCount: exchange.targetCount, version: version)
            return unsafe receiveHead(connection, line, exchange)
        }
        if unsafe count.pointee > 0 {
            let part = unsafe UnsafeRawBufferPointer(start: bytes, count: count.pointee)
            unsafe count.pointee = 0
            return unsafe receiveBody(part, exchange)
        }
        return unsafe answer(connection, exchange)
    }

    /// The answer is sent, or the connection is lost.
    func completed() {
        guard let exchange else { return }
        self.exchange = nil
        bytesRead += exchange.bytesRead ?? 0
        let now = Moment.now
        let status = phase.withLock { phase -> Int? in
            if case .cut(let status) = phase { return status ?? exchange.status }
            phase = .idle(since: now, bytesReceived: nil)
            return exchange.status
        }
        guard let status, !exchange.method.isEmpty else { return }
        server.finish(
            RequestSummary(
                method: exchange.method, routePattern: exchange.route?.pattern,
                status: status, duration: now.duration(since: exchange.begun)))
    }

    // MARK: - Reading

    private func receiveHead(
        _ connection: OpaquePointer, _ line: HeadReader.RequestLine, _ exchange: Exchange
    ) -> MHD_Result {
        exchange.bytesRead = unsafe http_head_bytes(connection)
        var framing: HeadRules.Framing?
        do throws(HTTPRefusal) {
            guard let target = try exchange.target.take()?.get() else {
                throw .malformed("no request target")
            }
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
            exchange.method = method
            exchange.request = HTTPRequest(
                method: method, target: target, fields: fields, remoteAddress: remoteAddress)
            try admit(method, target.segments, fields, framing!, exchange)
        } catch {
            exchange.refusal = error
            // Without a body the refusal can wait for its turn, and the connection live on.
            if error.closesConnection || framing?.hasBody != false {
                return unsafe refuseAtOnce(connection, error, exchange)
            }
        }
        return .YES
    }

    private func admit(
        _ method: String, _ segments: [String], _ fields: HeaderFields,
        _ framing: HeadRules.Framing, _ exchange: Exchange
    ) throws(HTTPRefusal) {
        // Nobody waits for a body that would be refused.
        if server.isRefusing { throw .stopping }
        let match = try server.router.match(method, segments)
        exchange.route = match.route
        exchange.request?.matched(match)
        try match.route.limits.admit(fields, framing)
        guard framing.hasBody else { return }
        exchange.isChunked = framing == .chunked
        exchange.bodyBytesMax = match.route.limits.bodyBytesMax
        phase.withLock { phase in
            if case .readingHead = phase { phase = .readingBody(since: .now) }
        }
    }

    /// Answers before the body is read, which makes libmicrohttpd close the connection and look
    /// at nothing that follows the head.
    private func refuseAtOnce(
        _ connection: OpaquePointer, _ refusal: HTTPRefusal, _ exchange: Exchange
    ) -> MHD_Result {
        server.lingering.adopt(descriptor)
        let response = server.render(refusal, exchange.request)
        return unsafe send(response, on: connection, exchange, closing: true)
    }

    private func receiveBody(
        _ part: UnsafeRawBufferPointer, _ exchange: Exchange
    ) -> MHD_Result {
        let max = exchange.bodyBytesMax
        if exchange.body.count + part.count <= max {
            unsafe exchange.body.append(contentsOf: part)
            exchange.bytesRead? += part.count
            return .YES
        }
        // libmicrohttpd takes no answer in the middle of a body.
        let response = server.render(HTTPRefusal.bodyTooLarge(limit: max), exchange.request)
        RawAnswer.send(response, to: descriptor)
        exchange.status = response.status
        server.lingering.adopt(descriptor)
        return .NO
    }

    // MARK: - Answering

    private func answer(_ connection: OpaquePointer, _ exchange: Exchange) -> MHD_Result {
        if let make = exchange.pending?.take() {
            return unsafe send(make(), on: connection, exchange)
        }
        if exchange.isChunked,
            unsafe MHD_get_connection_values(connection, .FOOTER_KIND, nil, nil) > 0
        {
            exchange.refusal = .malformed("a trailer")
        }
        if let refusal = exchange.refusal {
            let response = server.render(refusal, exchange.request)
            return unsafe send(response, on: connection, exchange)
        }
        guard var request = exchange.request.take(), let route = exchange.route,
            enter(.handling)
        else { return .NO }
        swap(&request.body, &exchange.body)
        do {
            // Looked at in this order, so that a stopping server either sees the request begun or
            // is seen to begin no more.
            if server.isRefusing { throw HTTPRefusal.stopping }
            switch try route.handler(request) {
            case .now(let response):
                return unsafe send(response, on: connection, exchange)
            case .prepared(let prepared) where mustClose(exchange):
                return unsafe send(prepared.response, on: connection, exchange)
            case .prepared(let prepared):
                return unsafe send(prepared.handle, on: connection, exchange)
            case .later(let begin):
                unsafe suspend(connection, exchange, begin)
                return .YES
            }
        } catch {
            return unsafe send(server.render(error, request), on: connection, exchange)
        }
    }

    private func suspend(
        _ connection: OpaquePointer, _ exchange: Exchange, _ begin: (Responder) -> Void
    ) {
        // Suspended before anybody else can know of it, and so resume it.
        unsafe MHD_suspend_connection(connection)
        let pending = unsafe PendingAnswer(suspended: connection, server: server)
        exchange.pending = pending
        _ = enter(.suspended(pending))
        let server = server
        begin(pending.responder { server.render(HTTPServerError.unanswered, nil) })
    }

    private func send(
        _ response: HTTPResponse, on connection: OpaquePointer, _ exchange: Exchange,
        closing: Bool = false
    ) -> MHD_Result {
        let closing = closing || mustClose(exchange)
        do {
            return unsafe send(
                try ResponseHandle(response, closing: closing), on: connection, exchange)
        } catch {
            // Rendered as the error it is; if that cannot be sent either, the connection closes.
            guard let handle = try? ResponseHandle(server.render(error, nil), closing: closing)
            else { return .NO }
            return unsafe send(handle, on: connection, exchange)
        }
    }

    private func send(
        _ handle: ResponseHandle, on connection: OpaquePointer, _ exchange: Exchange
    ) -> MHD_Result {
        guard enter(.answering(since: .now)) else { return .NO }
        exchange.status = handle.status
        return unsafe handle.queue(on: connection) ? .YES : .NO
    }

    /// True where no other request may follow on the connection.
    private func mustClose(_ exchange: Exchange) -> Bool {
        if exchange.isChunked || server.isStopping { return true }
        let read = UInt64(bytesRead + (exchange.bytesRead ?? 0))
        if Socket.bytesReceived(descriptor) == read { return false }
        // More has come than this request. ``HeadReader`` cannot see every fault of a head, so
        // it may belong to this one for all we know; it is not taken for another.
        server.lingering.adopt(descriptor)
        return true
    }

    /// False where the connection has been cut off meanwhile.
    private func enter(_ next: ConnectionPhase) -> Bool {
        phase.withLock { phase in
            if case .cut = phase { return false }
            phase = next
            return true
        }
    }
}
