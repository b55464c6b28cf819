import Catalog

/// A platform's own words for why it refused, short and on one line.
enum AnswerWords {
    static let charactersMax = 300

    /// Reads the error forms of JSON:API (`errors[].detail`), GraphQL (`errors[].message`), OData
    /// (`error.message`), RFC 9457 (`detail`, `title`), OAuth 2 (`error_description`) and Open edX
    /// (`developer_message`), and the usual `message` and `error`; else names the status.
    static func read(_ answer: HTTPAnswer) -> String {
        let status = "HTTP \(answer.status)"
        guard case .object(let members)? = try? JSON.decode(JSONValue.self, from: answer.body)
        else { return status }
        var words: [String] = []
        if case .array(let errors)? = members["errors"] {
            for case .object(let error) in errors.prefix(5) {
                if let text = first(of: ["detail", "message", "title", "code"], in: error) {
                    words.append(text)
                }
            }
        }
        if case .object(let error)? = members["error"],
            let text = first(of: ["message", "code"], in: error)
        {
            words.append(text)
        }
        let single = [
            "detail", "error_description", "message", "error", "title", "developer_message",
        ]
        if words.isEmpty, let text = first(of: single, in: members) { words.append(text) }
        let line = words.joined(separator: "; ")
        return line.isEmpty ? status : String(line.prefix(charactersMax))
    }

    private static func first(of names: [String], in members: [String: JSONValue]) -> String? {
        for name in names {
            if case .string(let text)? = members[name] {
                let line = TextRules.line(text)
                if !line.isEmpty { return line }
            }
        }
        return nil
    }
}
