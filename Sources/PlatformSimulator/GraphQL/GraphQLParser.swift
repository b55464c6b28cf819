import Catalog

/// Reads a GraphQL document (specification, section 2). Directives are refused.
struct GraphQLParser {
    static let depthMax = 20

    private let tokens: [GraphQLLexer.Token]
    private var position = 0
    private var depth = 0

    static func document(_ text: String) throws(GraphQLRequestFault) -> GraphQLDocument {
        var parser = GraphQLParser(tokens: try GraphQLLexer.tokens(text))
        return try parser.document()
    }

    private init(tokens: [GraphQLLexer.Token]) {
        self.tokens = tokens
    }

    private mutating func document() throws(GraphQLRequestFault) -> GraphQLDocument {
        var document = GraphQLDocument()
        while position < tokens.count {
            if takes("{") {
                position -= 1
                document.operations.append(try operation(isMutation: false, isShort: true))
                continue
            }
            switch try name() {
            case "query": document.operations.append(try operation(isMutation: false))
            case "mutation": document.operations.append(try operation(isMutation: true))
            case "fragment":
                let title = try name()
                guard try name() == "on" else { throw unexpected() }
                _ = try name()
                document.fragments[title] = try selections()
            default: throw unexpected()
            }
        }
        return document
    }

    private mutating func operation(
        isMutation: Bool, isShort: Bool = false
    ) throws(GraphQLRequestFault) -> GraphQLDocument.Operation {
        var title: String?
        var defaults: [String: JSONValue] = [:]
        if !isShort {
            if case .name(let text)? = peek { (title, position) = (text, position + 1) }
            if takes("(") {
                while !takes(")") {
                    try expect("$")
                    let variable = try name()
                    try expect(":")
                    try type()
                    if takes("="), case .constant(let value) = try value() {
                        defaults[variable] = value
                    }
                }
            }
        }
        return GraphQLDocument.Operation(
            isMutation: isMutation, name: title, defaults: defaults, selections: try selections())
    }

    /// Types are stepped over: what a variable holds is judged where it is used.
    private mutating func type() throws(GraphQLRequestFault) {
        try descend()
        defer { depth -= 1 }
        if takes("[") {
            try type()
            try expect("]")
        } else {
            _ = try name()
        }
        _ = takes("!")
    }

    private mutating func selections() throws(GraphQLRequestFault) -> [GraphQLDocument.Selection] {
        try descend()
        defer { depth -= 1 }
        try expect("{")
        var selections: [GraphQLDocument.Selection] = []
        while !takes("}") {
            if takes("...") {
                if case .name(let title)? = peek, title != "on" {
                    position += 1
                    selections.append(.spread(title))
                    continue
                }
                if case .name? = peek {
                    position += 1
                    _ = try name()
                }
                selections.append(.inline(try self.selections()))
            } else {
                selections.append(.field(try field()))
            }
        }
        return selections
    }

    private mutating func field() throws(GraphQLRequestFault) -> GraphQLDocument.Field {
        let key = try name()
        let field = takes(":") ? try name() : key
        var arguments: [String: GraphQLDocument.Value] = [:]
        if takes("(") {
            while !takes(")") {
                let argument = try name()
                try expect(":")
                arguments[argument] = try value()
            }
        }
        let children = peek == .mark("{") ? try selections() : []
        return GraphQLDocument.Field(
            name: field, key: key, arguments: arguments, selections: children)
    }

    private mutating func value() throws(GraphQLRequestFault) -> GraphQLDocument.Value {
        try descend()
        defer { depth -= 1 }
        if takes("$") { return .variable(try name()) }
        if takes("[") {
            var values: [GraphQLDocument.Value] = []
            while !takes("]") { values.append(try value()) }
            return .list(values)
        }
        if takes("{") {
            var members: [String: GraphQLDocument.Value] = [:]
            while !takes("}") {
                let member = try name()
                try expect(":")
                members[member] = try value()
            }
            return .object(members)
        }
        defer { position += 1 }
        switch peek {
        case .text(let text)?: return .constant(.string(text))
        case .number(let number)?: return .constant(number)
        case .name("true")?: return .constant(true)
        case .name("false")?: return .constant(false)
        case .name("null")?: return .constant(.null)
        case .name(let word)?: return .constant(.string(word))
        default: throw unexpected()
        }
    }

    // MARK: - Tokens

    private var peek: GraphQLLexer.Token? {
        position < tokens.count ? tokens[position] : nil
    }

    private mutating func takes(_ mark: String) -> Bool {
        guard peek == .mark(mark) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ mark: String) throws(GraphQLRequestFault) {
        guard takes(mark) else { throw unexpected() }
    }

    private mutating func name() throws(GraphQLRequestFault) -> String {
        guard case .name(let text)? = peek else { throw unexpected() }
        position += 1
        return text
    }

    private mutating func descend() throws(GraphQLRequestFault) {
        depth += 1
        guard depth <= Self.depthMax else {
            throw GraphQLRequestFault(message: "The document is nested too deeply.")
        }
    }

    private func unexpected() -> GraphQLRequestFault {
        GraphQLRequestFault(message: "Syntax Error: Unexpected token \(position + 1).")
    }
}
