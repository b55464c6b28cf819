/// The name in a vCard (RFC 2426, RFC 6350), as LOM names contributors.
enum VCard {
    static let bytesMax = 16 << 10
    private static let properties = ["BEGIN", "VERSION", "FN", "N", "ORG", "END"]

    /// The organisation, or else the formatted name; text that is no vCard names itself.
    static func organisation(_ text: String) -> String? {
        guard text.utf8.count <= bytesMax else { return nil }
        let line = TextRules.line(text)
        guard line.uppercased().hasPrefix("BEGIN:VCARD") else { return line.isEmpty ? nil : line }
        var values: [String: String] = [:]
        for line in lines(text) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let name = line[..<colon].prefix { $0 != ";" }.split(separator: ".").last ?? ""
            values[name.uppercased()] =
                values[name.uppercased()] ?? String(line[colon...].dropFirst())
        }
        let organisation = values["ORG"].flatMap { parts($0).first }
        return organisation ?? values["FN"].flatMap { named(unescaped($0)) }
            ?? values["N"].flatMap { parts($0).reversed().joined(separator: " ") }
            .flatMap(named)
    }

    /// Unfolded content lines. Some writers lose the line breaks: there a known property begins
    /// a line.
    private static func lines(_ text: String) -> [String] {
        let unfolded = text.replacing("\r\n", with: "\n").replacing("\n ", with: "")
            .replacing("\n\t", with: "")
        let lines = unfolded.split(separator: "\n").map {
            TextRules.line(String($0))
        }.filter { !$0.isEmpty }
        guard lines.count == 1 else { return lines }
        var found: [String] = []
        for word in lines[0].split(separator: " ") {
            let name = word.prefix { $0 != ":" && $0 != ";" }.uppercased()
            let begins = properties.contains(name) && word.count > name.count
            if begins || found.isEmpty {
                found.append(String(word))
            } else {
                found[found.count - 1] += " " + word
            }
        }
        return found
    }

    /// The components of a structured value, those that are not blank.
    private static func parts(_ value: String) -> [String] {
        var parts = [""]
        var isEscaped = false
        for character in value {
            if isEscaped || character == "\\" {
                parts[parts.count - 1].append(character)
                isEscaped = !isEscaped
            } else if character == ";" {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts.compactMap { named(unescaped($0)) }
    }

    private static func unescaped(_ value: String) -> String {
        value.replacing("\\n", with: " ").replacing("\\N", with: " ")
            .replacing("\\,", with: ",").replacing("\\;", with: ";").replacing("\\\\", with: "\\")
    }

    private static func named(_ text: String) -> String? {
        let line = TextRules.line(text)
        return line.isEmpty ? nil : line
    }
}
