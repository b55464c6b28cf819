/// Takes one part after the other off a body.
struct PartReader {
    private static let lineEnd: [UInt8] = [0x0D, 0x0A]
    private static let dashes = Array("--".utf8)

    private let body: [UInt8]
    /// `CRLF--boundary`
    private let delimiter: [UInt8]
    private var place = 0

    init(_ body: [UInt8], boundary: [UInt8]) {
        self.body = body
        delimiter = Self.lineEnd + Self.dashes + boundary
    }

    /// Behind the first delimiter, which has no line before it.
    mutating func begin() throws(MultipartForm.Fault) {
        guard take(delimiter.dropFirst(Self.lineEnd.count)) else {
            throw .init(detail: "The body does not begin with its boundary.")
        }
    }

    /// The part behind a delimiter; nil behind the last one.
    mutating func next() throws(MultipartForm.Fault) -> MultipartForm.Part? {
        if take(Self.dashes[...]) {
            _ = take(Self.lineEnd[...])
            guard place == body.count else {
                throw .init(detail: "Something follows the last boundary.")
            }
            return nil
        }
        guard take(Self.lineEnd[...]) else {
            throw .init(detail: "A boundary is not followed by the end of its line.")
        }
        let head = try head()
        let start = place
        guard let end = find(delimiter, from: start, to: body.count) else {
            throw .init(detail: "The field `\(head.name)` is not ended by the boundary.")
        }
        place = end + delimiter.count
        return MultipartForm.Part(
            name: head.name, filename: head.filename, content: Array(body[start..<end]))
    }

    /// The lines up to the empty one.
    private mutating func head() throws(MultipartForm.Fault) -> PartHead {
        let most = min(body.count, place + MultipartForm.headBytesMax + 2 * Self.lineEnd.count)
        var lines: [ArraySlice<UInt8>] = []
        while true {
            guard let end = find(Self.lineEnd, from: place, to: most) else {
                throw .init(
                    detail: "The head of a field does not end within "
                        + "\(MultipartForm.headBytesMax) bytes.")
            }
            let line = body[place..<end]
            place = end + Self.lineEnd.count
            if line.isEmpty { return try PartHead(lines) }
            lines.append(line)
        }
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard body[place...].starts(with: bytes) else { return false }
        place += bytes.count
        return true
    }

    private func find(_ bytes: [UInt8], from start: Int, to end: Int) -> Int? {
        var index = start
        while index + bytes.count <= end {
            if body[index] == bytes[0], body[index...].starts(with: bytes) { return index }
            index += 1
        }
        return nil
    }
}

/// What the head of a part says of it.
private struct PartHead {
    let name: String
    let filename: String?

    init(_ lines: [ArraySlice<UInt8>]) throws(MultipartForm.Fault) {
        var disposition: ParameterList?
        for line in lines {
            guard let text = String(validating: line, as: UTF8.self),
                line.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
            else { throw .init(detail: "The head of a field is not text in UTF-8.") }
            let pair = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, !pair[0].isEmpty,
                pair[0].utf8.allSatisfy({ $0.isLetterOrDigit || $0 == UInt8(ascii: "-") })
            else { throw .init(detail: "The head of a field has a line that is no header.") }
            switch pair[0].lowercased() {
            case "content-disposition":
                guard disposition == nil else {
                    throw .init(detail: "A field has two Content-Disposition.")
                }
                disposition = try ParameterList(pair[1])
            case "content-type": break
            // RFC 7578 section 4.7; `binary` is what every part is.
            case "content-transfer-encoding":
                let coding = try ParameterList(pair[1]).value.lowercased()
                guard ["7bit", "8bit", "binary"].contains(coding) else {
                    throw .init(detail: "A field is encoded as `\(coding)`.")
                }
            // RFC 7578 section 4.8 has no other; a length is sent by some libraries.
            case "content-length": break
            default: throw .init(detail: "A field has the header `\(pair[0])`.")
            }
        }
        guard let disposition, disposition.value.lowercased() == "form-data",
            let name = disposition["name"], !name.isEmpty
        else { throw .init(detail: "A field lacks its name.") }
        guard name.utf8.count <= MultipartForm.nameBytesMax else {
            throw .init(
                detail: "A field has a name of more than \(MultipartForm.nameBytesMax) bytes.")
        }
        self.name = name
        filename = disposition["filename"]
    }
}
