import CMicroHTTPD

/// Reads a request head out of libmicrohttpd's own buffer, and refuses what the library hides.
///
/// libmicrohttpd 0.9.75 parses in place: it writes NUL over each separator and never moves a
/// byte. A head that was well formed is therefore laid out as
/// `method 0 target 0 version 0 0 (name 0 blanks value 0 0)… 0 0`, each part where the library's
/// own pointers say, to the last byte of the head. Everything that the library tolerates breaks
/// this chain: a bare LF leaves one NUL instead of two, a NUL in a name, value or target ends the
/// library's string early, a folded line is moved elsewhere, extra blanks shift the next part.
///
/// What cannot be seen: NUL LF where CR LF belongs, which ends the line for the library as for
/// us; colon LF in place of the last, empty line, which ends the head; and lines before the
/// request line that are empty or begin with NUL, which the library skips. So that nobody hides
/// a second request by them, ``Connection`` answers no request that came before the answer to
/// the one before it.
@safe struct HeadReader {
    /// The request line, as the library's pointers give it.
    @safe struct RequestLine {
        let method: UnsafePointer<CChar>
        let targetStart: UInt
        let targetCount: Int
        let version: UnsafePointer<CChar>
    }

    private static let fieldsUsual = 16

    private let start: UnsafePointer<UInt8>
    private var cursor: UInt
    private var marks: [HeaderFields.Mark] = []

    private init(start: UnsafePointer<UInt8>) {
        unsafe self.start = start
        cursor = UInt(bitPattern: start)
        marks.reserveCapacity(Self.fieldsUsual)
    }

    /// Call in the library's first call for a request, when the head is complete.
    static func fields(
        of connection: OpaquePointer, _ line: RequestLine, headBytesMax: Int
    ) throws(HTTPRefusal) -> HeaderFields {
        let headBytes = unsafe http_head_bytes(connection)
        if headBytes > headBytesMax { throw .headTooLarge }
        let method = unsafe UInt(bitPattern: line.method)
        let version = unsafe UInt(bitPattern: line.version)
        let end = method + UInt(headBytes)
        // The library has checked that the version has eight bytes.
        let headers = version + 10
        guard unsafe method + UInt(strlen(line.method)) + 1 == line.targetStart,
            line.targetStart + UInt(line.targetCount) + 1 == version,
            headers + 2 <= end, unsafe line.version[9] == 0
        else { throw .malformed("the request line") }

        let bytes = unsafe UnsafeRawPointer(line.version).assumingMemoryBound(to: UInt8.self)
        var reader = unsafe HeadReader(start: bytes + 10)
        let count = unsafe withUnsafeMutablePointer(to: &reader) { reader in
            unsafe MHD_get_connection_values_n(
                connection, .HEADER_KIND,
                { context, _, name, nameCount, value, valueCount in
                    // The context is the reader, for as long as this one call runs.
                    let reader = unsafe context!.assumingMemoryBound(to: HeadReader.self)
                    return unsafe reader.pointee.read(name, nameCount, value, valueCount)
                        ? .YES : .NO
                }, reader)
        }
        let isWhole = reader.cursor + 2 == end && reader.isNul(0) && reader.isNul(1)
        guard Int(count) == reader.marks.count, isWhole else {
            throw .malformed("the header lines")
        }
        let copied = unsafe Array(
            UnsafeBufferPointer(start: reader.start, count: Int(end - headers)))
        return HeaderFields(bytes: copied, marks: reader.marks)
    }

    /// False, which ends the iteration, where the field is not the next thing in the buffer.
    private mutating func read(
        _ name: UnsafePointer<CChar>?, _ nameCount: Int, _ value: UnsafePointer<CChar>?,
        _ valueCount: Int
    ) -> Bool {
        let nameStart = UInt(bitPattern: name)
        let valueStart = UInt(bitPattern: value)
        guard nameStart == cursor, valueStart > nameStart + UInt(nameCount),
            isNul(nameCount)
        else { return false }
        let blanks = Int(valueStart - nameStart) - nameCount - 1
        // The value was found by skipping blanks from the colon on, so these bytes are in the head.
        for offset in 0..<blanks {
            let byte = unsafe start[position + nameCount + 1 + offset]
            guard byte == 0x20 || byte == 0x09 else { return false }
        }
        let mark = HeaderFields.Mark(
            nameStart: position, nameCount: nameCount,
            valueStart: position + nameCount + 1 + blanks, valueCount: valueCount)
        cursor = valueStart + UInt(valueCount)
        guard isNul(0), isNul(1) else { return false }
        cursor += 2
        marks.append(mark)
        return true
    }

    private var position: Int { unsafe Int(cursor - UInt(bitPattern: start)) }

    /// Looks at the byte that far beyond the cursor. After any string of the library's there are
    /// at least two more bytes of the head.
    private func isNul(_ offset: Int) -> Bool { unsafe start[position + offset] == 0 }
}
