/// The functions of a Swift file and how many lines each has, from its name to its last brace.
struct FunctionLengths {
    struct Function {
        let line: Int
        let lineCount: Int
    }

    private static let keywords = ["func", "init", "deinit", "subscript"].map { Array($0.utf8) }
    private static let newline = UInt8(ascii: "\n")

    let functions: [Function]

    init(_ source: SwiftSource) {
        let code = source.code
        var functions: [Function] = []
        var line = 1
        for index in code.indices {
            if code[index] == Self.newline { line += 1 }
            guard Self.declares(at: index, in: code), let end = Self.end(from: index, in: code)
            else { continue }
            let lineCount = code[index..<end].count { $0 == Self.newline } + 1
            functions.append(Function(line: line, lineCount: lineCount))
        }
        self.functions = functions
    }

    /// Whether a function's keyword begins here.
    private static func declares(at index: Int, in code: [UInt8]) -> Bool {
        guard index == 0 || code[index - 1] <= UInt8(ascii: " ") else { return false }
        return keywords.contains { keyword in
            let end = index + keyword.count
            return code[index] == keyword[0] && end < code.count && !isWord(code[end])
                && code[index..<end].elementsEqual(keyword)
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || Character(Unicode.Scalar(byte)).isLetter
            || Character(Unicode.Scalar(byte)).isNumber
    }

    /// The place after the closing brace of the body; nil for a requirement, which has none.
    private static func end(from start: Int, in code: [UInt8]) -> Int? {
        var parentheses = 0
        var braces = 0
        for index in start..<code.count {
            switch code[index] {
            case UInt8(ascii: "("), UInt8(ascii: "["): parentheses += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): parentheses -= 1
            case UInt8(ascii: "{") where parentheses == 0: braces += 1
            case UInt8(ascii: "}") where parentheses == 0:
                braces -= 1
                if braces == 0 { return index + 1 }
                if braces < 0 { return nil }
            default:
                let isOutside = index > start && braces == 0 && parentheses == 0
                if isOutside, declares(at: index, in: code) { return nil }
            }
        }
        return nil
    }
}
