import CatalogService

/// The words of the command line, checked.
struct Arguments {
    let command: CommandName
    private(set) var positionals: [String] = []
    private var values: [String: String] = [:]
    private var switches: Set<String> = []

    var wantsHelp: Bool { switches.contains("help") }
    var isJSON: Bool { switches.contains("json") }

    /// - Throws: ``UsageError`` naming the word that is wrong.
    init(command: CommandName, words: [String]) throws(UsageError) {
        self.command = command
        // An option of the command itself hides a common one of the same name.
        let options = command.options + CommandName.commonOptions
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "-h" {
                switches.insert("help")
                continue
            }
            if word.hasPrefix("-"), !word.hasPrefix("--") {
                throw UsageError("\(word) is not an option of catalogd \(command.rawValue)")
            }
            guard word.hasPrefix("--") else {
                positionals.append(word)
                continue
            }
            let parts = word.dropFirst(2).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard let option = options.first(where: { $0.name == name }) else {
                throw UsageError("\(word) is not an option of catalogd \(command.rawValue)")
            }
            guard option.value != nil else {
                guard parts.count == 1 else { throw UsageError("--\(name) takes no value") }
                switches.insert(name)
                continue
            }
            guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
                throw UsageError("--\(name) needs a value")
            }
            values[name] = value
        }
    }

    func has(_ name: String) -> Bool { switches.contains(name) }

    func value(_ name: String) -> String? { values[name] }

    /// - Throws: ``UsageError`` unless the value is a whole number in the range.
    func number(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        guard let text = values[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError(
                "--\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Settings given as flags, by their key.
    var settings: [String: String] {
        var settings: [String: String] = [:]
        for (option, key) in CommandName.settings { settings[key] = values[option] }
        return settings
    }
}

/// The command line is wrong; the message names the word.
struct UsageError: Error {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}
