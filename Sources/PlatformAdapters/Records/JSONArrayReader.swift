import Catalog

/// Reads the elements of a JSON array one after another, so that a long feed is never decoded
/// as a whole. What stands between the elements is checked here, each element by who decodes it.
struct JSONArrayReader {
    private let bytes: [UInt8]
    private var position = 0
    private var isFirst = true
    private var isOver = false

    /// - Throws: `.malformed` for what is no array. A byte order mark is skipped.
    init(_ bytes: [UInt8]) throws(PlatformFailure) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        skipBlanks()
        guard take(UInt8(ascii: "[")) else { throw .malformed("the feed is not a JSON array") }
    }

    /// The next element as it was written; nil at the end.
    /// - Throws: `.malformed` where the array is cut off or something follows it.
    mutating func next() throws(PlatformFailure) -> [UInt8]? {
        if isOver { return nil }
        skipBlanks()
        if take(UInt8(ascii: "]")) {
            skipBlanks()
            guard position == bytes.count else {
                throw .malformed("something stands behind the feed's array")
            }
            isOver = true
            return nil
        }
        if !isFirst {
            guard take(UInt8(ascii: ",")) else { throw .malformed("the feed is cut off") }
            skipBlanks()
        }
        isFirst = false
        let start = position
        try skipElement()
        guard position > start else { throw .malformed("the feed has an empty place") }
        return Array(bytes[start..<position])
    }

    /// Steps to the comma or bracket behind the element.
    private mutating func skipElement() throws(PlatformFailure) {
        var depth = 0
        var isInText = false
        while position < bytes.count {
            let byte = bytes[position]
            if isInText {
                if byte == UInt8(ascii: "\\") {
                    position += 1
                } else if byte == UInt8(ascii: "\"") {
                    isInText = false
                }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isInText = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: ",") where depth == 0: return
                case UInt8(ascii: "]") where depth == 0: return
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                default: break
                }
            }
            position += 1
        }
        throw .malformed("the feed is cut off")
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
            position += 1
        }
    }
}
