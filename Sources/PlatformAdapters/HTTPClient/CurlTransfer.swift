import CCurl
import Glibc

/// The state of one running transfer, and libcurl's callbacks on it. Limits are enforced here,
/// byte by byte as they arrive: libcurl's own MAXFILESIZE does not stop a running transfer.
final class CurlTransfer {
    private let call: HTTPCall
    private let isCancelled: () -> Bool
    private var body: [UInt8] = []
    private var headers: [(name: String, value: String)] = []
    private var headerBytes = 0
    /// Why a callback ended the transfer; outranks libcurl's own code.
    private var refusal: HTTPFailure?

    init(_ call: HTTPCall, isCancelled: @escaping () -> Bool) {
        self.call = call
        self.isCancelled = isCancelled
    }

    /// - Parameter bytesSent: of the request; 0 proves that the peer has seen nothing of it.
    func outcome(_ code: CURLcode, status: Int, bytesSent: Int) -> QueuedCall.Outcome {
        if let refusal { return .failure(refusal) }
        if code == CURLE_OK {
            return .success(HTTPAnswer(status: status, headers: headers, body: body))
        }
        // The text is a constant of libcurl's.
        let words = unsafe String(cString: curl_easy_strerror(code))
        switch code {
        case CURLE_BAD_CONTENT_ENCODING, CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
            return .failure(.malformed(words))
        case CURLE_URL_MALFORMAT: return .failure(.badCall(words))
        default: return .failure(bytesSent == 0 ? .notConnected(words) : .lost(words))
        }
    }

    private func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= call.limits.bodyBytesMax else {
            refusal = .bodyTooLarge(limit: call.limits.bodyBytesMax)
            return false
        }
        unsafe body.append(contentsOf: bytes)
        return true
    }

    private func takeHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= call.limits.headerBytesMax,
            headers.count < call.limits.headerCountMax
        else {
            refusal = .headTooLarge
            return false
        }
        let line = unsafe String(decoding: bytes, as: UTF8.self)
        // A status line begins a new head: the last one was informational.
        if line.hasPrefix("HTTP/") {
            headers = []
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...]
            headers.append((String(line[..<colon]), Self.trimmed(value)))
        }
        return true
    }

    private static func trimmed(_ text: Substring) -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
        let start = text.drop(while: isSpace)
        guard let last = start.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(start[...last])
    }

    private func open(_ address: PeerAddress?, _ wanted: curl_sockaddr) -> curl_socket_t {
        guard let address else { return -1 }
        guard call.peers == .anywhere || address.isPublic else {
            refusal = .forbiddenAddress("\(address) is not an address of the public internet")
            return -1
        }
        let kind = wanted.socktype | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(wanted.family, kind, wanted.protocol)
        guard Self.isToSpare(descriptor) else {
            close(descriptor)
            return -1
        }
        return descriptor
    }

    /// Whether a descriptor opened now would be one that calls to platforms may have.
    static var hasDescriptorsToSpare: Bool {
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(probe) }
        return probe >= 0 && isToSpare(probe)
    }

    /// The kernel gives the lowest that is free.
    private static func isToSpare(_ descriptor: Int32) -> Bool {
        Int(descriptor) < sysconf(Int32(_SC_OPEN_MAX)) - descriptorsReserved
    }

    /// Descriptors that no call to a platform gets: the process has to open its own files, and
    /// the dispatch library ends it where it cannot open one to look at its threads.
    private static let descriptorsReserved = 8
}

// libcurl hands each callback the pointer that `CurlHandle` set: a CurlTransfer that outlives
// the call of curl_easy_perform, on the same thread.
extension CurlTransfer {
    private static func at(_ pointer: UnsafeMutableRawPointer?) -> CurlTransfer? {
        unsafe pointer.map {
            unsafe Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue()
        }
    }

    /// Any count but the one offered ends the transfer.
    static let onBody: catalog_curl_write = { data, size, count, pointer in
        guard let transfer = unsafe at(pointer) else { return -1 }
        let bytes = unsafe UnsafeRawBufferPointer(start: data, count: size * count)
        return unsafe transfer.take(bytes) ? size * count : -1
    }

    static let onHeader: catalog_curl_write = { data, size, count, pointer in
        guard let transfer = unsafe at(pointer) else { return -1 }
        let bytes = unsafe UnsafeRawBufferPointer(start: data, count: size * count)
        return unsafe transfer.takeHeader(bytes) ? size * count : -1
    }

    /// libcurl asks at least once a second; 1 ends the transfer.
    static let onProgress: catalog_curl_progress = { pointer, _, _, _, _ in
        guard let transfer = unsafe at(pointer), transfer.isCancelled() else { return 0 }
        transfer.refusal = .cancelled
        return 1
    }

    static let onOpenSocket: catalog_curl_open = { pointer, _, wanted in
        guard let transfer = unsafe at(pointer), let wanted = unsafe wanted else { return -1 }
        // `addr` is declared as a sockaddr of 16 bytes, but libcurl's memory behind it holds as
        // many as the family needs: sockaddr_in has its 4 bytes at 4, sockaddr_in6 its 16 at 8.
        guard let start = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return -1 }
        let raw = unsafe UnsafeRawPointer(wanted) + start
        let address: PeerAddress?
        switch unsafe wanted.pointee.family {
        case AF_INET:
            address = unsafe PeerAddress(
                bytes: Array(UnsafeRawBufferPointer(start: raw + 4, count: 4)))
        case AF_INET6:
            address = unsafe PeerAddress(
                bytes: Array(UnsafeRawBufferPointer(start: raw + 8, count: 16)))
        default: address = nil
        }
        return unsafe transfer.open(address, wanted.pointee)
    }
}
