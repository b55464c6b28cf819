/// Text from outside, made fit to store and to show.
enum TextRules {
    /// One line: control characters and line breaks become spaces, runs of them one space.
    static func line(_ text: String) -> String {
        text.split { $0.isWhitespace || isControl($0) }.joined(separator: " ")
    }

    /// Several lines: control characters but tab and line feed are dropped; CRLF becomes LF.
    static func block(_ text: String) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isWanted = scalar == "\n" || scalar == "\t"
            if isWanted || scalar.properties.generalCategory != .control { kept.append(scalar) }
        }
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        let start = String(kept).drop(while: isSpace)
        guard let last = start.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(start[...last])
    }

    private static func isControl(_ character: Character) -> Bool {
        character.unicodeScalars.allSatisfy { $0.properties.generalCategory == .control }
    }
}
