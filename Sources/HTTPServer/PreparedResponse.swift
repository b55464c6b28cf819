import CMicroHTTPD
import Foundation

/// An answer whose head and body are made once and sent many times, from any thread, without a
/// copy: for the hot pages of a snapshot.
public final class PreparedResponse: Sendable {
    public let status: Int
    public let headers: [(name: String, value: String)]
    let handle: ResponseHandle
    private let body: BodyBytes

    /// Throws ``HTTPServerError/unsendableResponse(_:)``.
    public init(_ response: HTTPResponse) throws {
        status = response.status
        headers = response.headers
        body = BodyBytes(response.body)
        handle = try unsafe ResponseHandle(
            response, closing: false,
            // The buffer is the library's now, which frees it after the last answer.
            MHD_create_response_from_buffer_with_free_callback(
                body.buffer.count, UnsafeMutableRawPointer(mutating: body.buffer.baseAddress),
                free))
    }

    /// The same answer as a value, its body copied.
    public var response: HTTPResponse {
        // `handle` keeps the buffer alive.
        HTTPResponse(status: status, headers: headers, body: unsafe Array(body.buffer))
    }
}

/// A body in memory of its own, whose address never changes; freed by libmicrohttpd.
@safe private struct BodyBytes: @unchecked Sendable {
    // Sendable because nothing writes to the buffer once `init` has filled it.
    let buffer: UnsafeRawBufferPointer

    init(_ bytes: [UInt8]) {
        // `malloc(0)` may be nil; libmicrohttpd's `free` needs memory from `malloc`.
        guard let memory = unsafe malloc(max(bytes.count, 1)) else {
            fatalError("out of memory for a response of \(bytes.count) bytes")
        }
        let copy = unsafe UnsafeMutableRawBufferPointer(start: memory, count: bytes.count)
        unsafe copy.copyBytes(from: bytes)
        unsafe buffer = UnsafeRawBufferPointer(copy)
    }
}

/// Owns one reference to an MHD_Response.
@safe final class ResponseHandle: @unchecked Sendable {
    // Sendable because a response is complete when `init` returns, and libmicrohttpd counts its
    // references under a lock of its own.
    let status: Int
    private let response: OpaquePointer

    /// Copies the body.
    convenience init(_ response: HTTPResponse, closing: Bool) throws {
        let made = unsafe response.body.withUnsafeBytes { body in
            // libmicrohttpd takes a mutable pointer but, told to copy, only reads from it.
            unsafe MHD_create_response_from_buffer(
                body.count, UnsafeMutableRawPointer(mutating: body.baseAddress),
                .RESPMEM_MUST_COPY)
        }
        try unsafe self.init(response, closing: closing, made)
    }

    init(_ response: HTTPResponse, closing: Bool, _ made: OpaquePointer?) throws {
        guard let made = unsafe made else {
            throw HTTPServerError.unsendableResponse("no memory for \(response.body.count) bytes")
        }
        status = response.status
        unsafe self.response = made
        guard 200...599 ~= status else {
            throw HTTPServerError.unsendableResponse("status \(status)")
        }
        for header in response.headers {
            // Refuses line breaks, empty values, and the fields that are its own to write.
            guard unsafe MHD_add_response_header(made, header.name, header.value) == .YES else {
                throw HTTPServerError.unsendableResponse("header \(header.name)")
            }
        }
        if closing { _ = unsafe MHD_add_response_header(made, "Connection", "close") }
    }

    deinit { unsafe MHD_destroy_response(response) }

    /// Hands the answer to the connection; false where the connection cannot take one.
    func queue(on connection: OpaquePointer) -> Bool {
        unsafe MHD_queue_response(connection, UInt32(status), response) == .YES
    }
}
