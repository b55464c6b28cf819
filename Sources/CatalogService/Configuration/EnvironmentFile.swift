import Foundation

/// A file of KEY=value lines, as systemd's EnvironmentFile has them: `#` and `;` begin comments,
/// a value may stand in single or double quotes.
enum EnvironmentFile {
    /// Largest file that is read, in bytes.
    static let bytesMax = 64 * 1024

    static func read(
        _ path: String, known: [String]
    ) throws(ConfigurationError) -> [String: String] {
        guard let data = FileManager.default.contents(atPath: path), data.count <= bytesMax,
            let text = String(data: data, encoding: .utf8)
        else {
            throw ConfigurationError(key: "--config", problem: "\(path) cannot be read")
        }
        return try parse(text, path: path, known: known)
    }

    static func parse(
        _ text: String, path: String, known: [String]
    ) throws(ConfigurationError) -> [String: String] {
        var values: [String: String] = [:]
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";") { continue }
            guard let equals = line.firstIndex(of: "=") else {
                throw ConfigurationError(
                    key: "\(path):\(number + 1)", problem: "is not a KEY=value line")
            }
            let key = line[..<equals].trimmingCharacters(in: .whitespaces)
            guard known.contains(key) else {
                throw ConfigurationError(key: key, problem: "is not a setting of catalogd")
            }
            values[key] = unquoted(
                line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces))
        }
        return values
    }

    private static func unquoted(_ value: String) -> String {
        for quote in ["\"", "'"] where value.count >= 2 {
            if value.hasPrefix(quote), value.hasSuffix(quote) {
                return String(value.dropFirst().dropLast())
            }
        }
        return value
    }
}
