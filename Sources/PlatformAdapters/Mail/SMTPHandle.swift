import CCurl

/// One easy handle for one mail; used by one thread.
///
/// `@safe` because the pointers are made in `init` and `send`, freed by them, and never handed
/// out.
@safe final class SMTPHandle {
    private let handle: UnsafeMutableRawPointer

    init() {
        precondition(CurlHandle.isReady)
        guard let handle = unsafe curl_easy_init() else {
            preconditionFailure("libcurl has no memory for a handle")
        }
        unsafe self.handle = handle
        CurlHandle.blockPipeSignal()
    }

    // The handle was made in `init` and is lent to nobody.
    deinit { unsafe curl_easy_cleanup(handle) }

    /// Blocks until the mail is taken or not.
    func send(_ message: MailMessage, by server: SMTPServer) -> Result<Void, MailFailure> {
        let upload = MailUpload(message.bytes)
        guard let recipients = unsafe curl_slist_append(nil, "<\(message.to.text)>") else {
            return .failure(.temporary("no memory"))
        }
        // libcurl is done with the list when `perform` returns.
        defer { unsafe curl_slist_free_all(recipients) }
        setServer(server)
        setString(CURLOPT_MAIL_FROM, "<\(message.from.text)>")
        unsafe catalog_curl_set_list(handle, CURLOPT_MAIL_RCPT, recipients)
        setLong(CURLOPT_UPLOAD, 1)
        // Unowned: `upload` outlives the call below, after which the handle is never used again.
        let pointer = unsafe Unmanaged.passUnretained(upload).toOpaque()
        unsafe catalog_curl_set_write(handle, CURLOPT_READFUNCTION, MailUpload.onRead)
        unsafe catalog_curl_set_pointer(handle, CURLOPT_READDATA, pointer)
        let code = withExtendedLifetime(upload) { unsafe curl_easy_perform(handle) }
        var status = 0
        unsafe catalog_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return Self.outcome(code, status: status)
    }

    private func setServer(_ server: SMTPServer) {
        setString(CURLOPT_URL, server.address)
        setString(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        setString(CURLOPT_PROXY, "")
        setLong(
            CURLOPT_USE_SSL,
            Int((server.mustEncrypt ? CURLUSESSL_ALL : CURLUSESSL_TRY).rawValue))
        setLong(CURLOPT_SSL_VERIFYPEER, 1)
        setLong(CURLOPT_SSL_VERIFYHOST, 2)
        if let file = server.authoritiesFile { setString(CURLOPT_CAINFO, file) }
        if let user = server.user {
            setString(CURLOPT_USERNAME, user)
            setString(CURLOPT_PASSWORD, server.password ?? "")
        }
        setLong(CURLOPT_CONNECTTIMEOUT, SMTPSender.connectSecondsMax)
        setLong(CURLOPT_TIMEOUT, SMTPSender.sendSecondsMax)
        setLong(CURLOPT_NOSIGNAL, 1)
    }

    /// A reply of 5xx is for good (RFC 5321, 4.2.1), except where it is our password or the
    /// server's certificate that is wrong: an operator mends that.
    private static func outcome(_ code: CURLcode, status: Int) -> Result<Void, MailFailure> {
        if code == CURLE_OK { return .success(()) }
        let words = unsafe String(cString: curl_easy_strerror(code)) + " (\(status))"
        let isForGood =
            (550...559).contains(status) && code != CURLE_LOGIN_DENIED
            && code != CURLE_PEER_FAILED_VERIFICATION
        return .failure(isForGood ? .refused(words) : .temporary(words))
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

/// The bytes of a mail as libcurl asks for them.
private final class MailUpload {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    private func take(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let part = rest.prefix(buffer.count)
        // `part` is no longer than libcurl's buffer.
        unsafe buffer.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
    }

    /// libcurl hands back the pointer that `send` set: an upload that outlives the transfer.
    static let onRead: catalog_curl_write = { data, size, count, pointer in
        guard let pointer = unsafe pointer else { return 0 }
        let upload = unsafe Unmanaged<MailUpload>.fromOpaque(pointer).takeUnretainedValue()
        return unsafe upload.take(
            into: UnsafeMutableRawBufferPointer(start: data, count: size * count))
    }
}
