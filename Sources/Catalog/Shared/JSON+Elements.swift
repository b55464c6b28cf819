extension JSON {
    /// The elements of an array as they were written, without the blanks around them.
    /// - Parameter array: JSON in UTF-8 that has been decoded; of anything else, the result means
    ///   nothing.
    static func elements(of array: [UInt8]) -> [[UInt8]] {
        var elements: [[UInt8]] = []
        var depth = 0
        var inString = false
        var escaped = false
        var start: Int?
        var end = 0
        for (index, byte) in array.enumerated() {
            if inString {
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inString = false
                }
                end = index + 1
                continue
            }
            switch byte {
            case UInt8(ascii: " "), 0x09, 0x0a, 0x0d: continue
            case UInt8(ascii: "[") where depth == 0:
                depth = 1
                start = nil
                continue
            case UInt8(ascii: ",") where depth == 1, UInt8(ascii: "]") where depth == 1:
                if let start { elements.append(Array(array[start..<end])) }
                start = nil
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "\""): inString = true
            default: break
            }
            start = start ?? index
            end = index + 1
        }
        return elements
    }
}
