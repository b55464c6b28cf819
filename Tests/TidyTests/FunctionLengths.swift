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
            guard Self.keywords.contains(where: { Self.declares($0, at: index, in: code) }),
                let end = Self.end(from: index, in: code)
            else { continue }
            let lineCount = code[index..<end].count { $0 == Self.newline } + 1
            functions.append(Function(line: line, lineCount: lineCount))
        }
        self.functions = functions
    }

    private static func declares(_ keyword: [UInt8], at index: Int, in code: [UInt8]) -> Bool {
        let end = index + keyword.count
        guard end < code.count, code[index..<end].elementsEqual(keyword) else { return false }
        let before = index > 0 ? code[index - 1] : newline
        return before <= UInt8(ascii: " ") && !isWord(code[end])
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
            switch Character(Unicode.Scalar(code[index])) {
            case "(", "[": parentheses += 1
            case ")", "]": parentheses -= 1
            case "{" where parentheses == 0: braces += 1
            case "}" where parentheses == 0:
                braces -= 1
                if braces == 0 { return index + 1 }
                if braces < 0 { return nil }
            default:
                let isNext = index > start && braces == 0 && parentheses == 0
                if isNext, keywords.contains(where: { declares($0, at: index, in: code) }) {
                    return nil
                }
            }
        }
        return nil
    }
}
