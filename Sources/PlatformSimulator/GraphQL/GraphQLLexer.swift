import Catalog
import Foundation

/// Takes a GraphQL document apart into tokens (specification, section 2.1).
struct GraphQLLexer {
    enum Token: Equatable {
        case name(String)
        /// One of `! $ & ( ) : = @ [ ] { | }`, or `...`.
        case mark(String)
        case text(String)
        case number(JSONValue)
    }

    static let tokensMax = 4_000

    static func tokens(_ document: String) throws(GraphQLRequestFault) -> [Token] {
        var tokens: [Token] = []
        var rest = Substring(document)
        while let first = rest.first {
            guard tokens.count < tokensMax else {
                throw GraphQLRequestFault(message: "The document is too long.")
            }
            switch first {
            case " ", "\t", "\n", "\r", "\r\n", ",", "\u{FEFF}": rest = rest.dropFirst()
            case "#": rest = rest.drop { !$0.isNewline }
            case "\"": tokens.append(.text(try text(&rest)))
            case "." where rest.hasPrefix("..."):
                tokens.append(.mark("..."))
                rest = rest.dropFirst(3)
            case "!", "$", "&", "(", ")", ":", "=", "@", "[", "]", "{", "|", "}":
                tokens.append(.mark(String(first)))
                rest = rest.dropFirst()
            case "-", "0"..."9":
                let digits = rest.prefix { "+-.0123456789eE".contains($0) }
                rest = rest.dropFirst(digits.count)
                guard let number = number(String(digits)) else { throw unexpected(first) }
                tokens.append(.number(number))
            case "_", "a"..."z", "A"..."Z":
                let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
                rest = rest.dropFirst(name.count)
                tokens.append(.name(String(name)))
            default: throw unexpected(first)
            }
        }
        return tokens
    }

    /// A text in quotation marks, escaped as in JSON. Block texts are not taken.
    private static func text(_ rest: inout Substring) throws(GraphQLRequestFault) -> String {
        guard !rest.hasPrefix("\"\"\"") else { throw unexpected("\"") }
        var literal = "\""
        var isEscaped = false
        for character in rest.dropFirst() {
            literal.append(character)
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                rest = rest.dropFirst(literal.count)
                guard
                    case .string(let text)? = try? JSON.decode(
                        JSONValue.self, from: Array(literal.utf8))
                else { throw unexpected("\"") }
                return text
            }
        }
        throw GraphQLRequestFault(message: "Syntax Error: Unterminated string.")
    }

    private static func number(_ digits: String) -> JSONValue? {
        try? JSON.decode(JSONValue.self, from: Array(digits.utf8))
    }

    private static func unexpected(_ character: Character) -> GraphQLRequestFault {
        GraphQLRequestFault(message: "Syntax Error: Unexpected character: \(character)")
    }
}
