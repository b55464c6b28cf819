import CCurl
import Glibc
import Synchronization

/// One easy handle with its kept connections; used by one thread.
///
/// `@safe` because the pointer is made in `init`, freed in `deinit` and never handed out.
@safe final class CurlHandle {
    /// The process-wide set-up, once; thread-safe since libcurl 7.84.
    static let isReady: Bool = {
        precondition(
            curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK, "libcurl cannot be initialised")
        return true
    }()

    private let handle: UnsafeMutableRawPointer

    init() {
        precondition(Self.isReady)
        guard let handle = unsafe curl_easy_init() else {
            preconditionFailure("libcurl has no memory for a handle")
        }
        unsafe self.handle = handle
        Self.blockPipeSignal()
        openOwnDescriptors()
    }

    /// libcurl opens two descriptors for a handle at its first call, and asks nobody. A call
    /// without a URL has it do so now: one handle after another, while there are some to spare.
    private func openOwnDescriptors() {
        Self.opening.withLock { _ in
            while !CurlTransfer.hasDescriptorsToSpare { usleep(Self.pauseMicroseconds) }
            _ = unsafe curl_easy_perform(handle)
        }
    }

    private static let opening = Mutex(())
    private static let pauseMicroseconds: UInt32 = 10_000

    /// For the thread that runs libcurl: TLS libraries may write to a closed socket; the error is
    /// enough, the signal is not wanted.
    static func blockPipeSignal() {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGPIPE)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    // The handle was made in `init` and is lent to nobody.
    deinit { unsafe curl_easy_cleanup(handle) }

    /// Blocks until the call is over; never follows a redirect.
    func perform(_ call: HTTPCall, isCancelled: @escaping () -> Bool) -> QueuedCall.Outcome {
        if isCancelled() { return .failure(.cancelled) }
        // Keeps the connections, forgets every option and with it every pointer of the last call.
        unsafe curl_easy_reset(handle)
        let transfer = CurlTransfer(call, isCancelled: isCancelled)
        guard let headerList = HeaderList(call.headers) else {
            return .failure(.badCall("a header holds a line break"))
        }
        setTarget(call)
        setLimits(call.limits)
        setCallbacks(transfer)
        unsafe catalog_curl_set_list(handle, CURLOPT_HTTPHEADER, headerList.first)
        let code = unsafe curl_easy_perform(handle)
        var status = 0
        var bytesSent = 0
        unsafe catalog_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        unsafe catalog_curl_get_long(handle, CURLINFO_REQUEST_SIZE, &bytesSent)
        // The callbacks hold an unowned pointer to `transfer`, and libcurl one to the list.
        return withExtendedLifetime((transfer, headerList)) {
            transfer.outcome(code, status: status, bytesSent: bytesSent)
        }
    }

    private func setTarget(_ call: HTTPCall) {
        setString(CURLOPT_URL, call.address.text)
        setString(CURLOPT_PROTOCOLS_STR, "http,https")
        setString(CURLOPT_PROXY, "")
        setString(CURLOPT_ACCEPT_ENCODING, "gzip")
        if let body = call.body {
            setLong(CURLOPT_POST, 1)
            setBody(body)
        } else {
            setLong(CURLOPT_HTTPGET, 1)
        }
        setString(CURLOPT_CUSTOMREQUEST, call.method)
        setLong(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        setLong(CURLOPT_FOLLOWLOCATION, 0)
        setLong(CURLOPT_SSL_VERIFYPEER, 1)
        setLong(CURLOPT_SSL_VERIFYHOST, 2)
        setLong(CURLOPT_PATH_AS_IS, 1)
        setLong(CURLOPT_NOSIGNAL, 1)
        setLong(CURLOPT_MAXCONNECTS, 8)
    }

    private func setBody(_ body: [UInt8]) {
        unsafe catalog_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, body.count)
        // libcurl copies as many bytes as it was just told; without a pointer it would read
        // standard input, so an empty body gets one too.
        unsafe (body.isEmpty ? [0] : body).withUnsafeBytes { bytes in
            let start = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress)
            _ = unsafe catalog_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, start)
        }
    }

    private func setLimits(_ limits: HTTPLimits) {
        setLong(CURLOPT_CONNECTTIMEOUT_MS, limits.connectMilliseconds)
        setLong(CURLOPT_TIMEOUT_MS, limits.callMilliseconds)
        setLong(CURLOPT_LOW_SPEED_LIMIT, 1)
        setLong(CURLOPT_LOW_SPEED_TIME, limits.idleSeconds)
    }

    private func setCallbacks(_ transfer: CurlTransfer) {
        // Unowned: `perform` keeps the transfer alive, and the next reset forgets the pointers.
        let pointer = unsafe Unmanaged.passUnretained(transfer).toOpaque()
        unsafe catalog_curl_set_write(handle, CURLOPT_WRITEFUNCTION, CurlTransfer.onBody)
        unsafe catalog_curl_set_pointer(handle, CURLOPT_WRITEDATA, pointer)
        unsafe catalog_curl_set_write(handle, CURLOPT_HEADERFUNCTION, CurlTransfer.onHeader)
        unsafe catalog_curl_set_pointer(handle, CURLOPT_HEADERDATA, pointer)
        unsafe catalog_curl_set_open(handle, CurlTransfer.onOpenSocket)
        unsafe catalog_curl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, pointer)
        unsafe catalog_curl_set_progress(handle, CurlTransfer.onProgress)
        unsafe catalog_curl_set_pointer(handle, CURLOPT_XFERINFODATA, pointer)
        setLong(CURLOPT_NOPROGRESS, 0)
    }

    private func setLong(_ option: CURLoption, _ value: Int) {
        let code = unsafe catalog_curl_set_long(handle, option, value)
        precondition(code == CURLE_OK, "libcurl does not know option \(option.rawValue)")
    }

    private func setString(_ option: CURLoption, _ value: String) {
        // libcurl copies strings.
        let code = unsafe catalog_curl_set_string(handle, option, value)
        precondition(code == CURLE_OK, "libcurl does not take option \(option.rawValue)")
    }
}

/// The header lines of a call, in libcurl's list. `@safe` as the handle is: the list is lent to
/// one transfer, which this object outlives.
@safe private final class HeaderList {
    private(set) var first: UnsafeMutablePointer<curl_slist>?

    /// Nil when a line would break in two.
    init?(_ headers: [(name: String, value: String)]) {
        let isLine: (String) -> Bool = { $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }
        guard headers.allSatisfy({ isLine($0.name) && isLine($0.value) }) else { return nil }
        // "Expect:" stops libcurl from waiting for "100 Continue" before larger bodies.
        for line in headers.map({ "\($0.name): \($0.value)" }) + ["Expect:"] {
            // The list copies the line and grows at its end; a failure leaves it as it was.
            if let longer = unsafe curl_slist_append(first, line) { unsafe first = longer }
        }
    }

    // The list was made here and libcurl is done with it.
    deinit { unsafe curl_slist_free_all(first) }
}
