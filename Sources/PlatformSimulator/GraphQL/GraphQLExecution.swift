import Catalog

/// Carries out one operation: its root fields are resolved one after another, and of what they
/// give, what was selected is answered (specification, section 6).
struct GraphQLExecution {
    static let fragmentDepthMax = 20

    /// Gives the whole value of a root field; its members are picked here.
    typealias Resolver = (_ field: String, _ arguments: [String: JSONValue])
        throws(GraphQLRequestFault) -> JSONValue

    private let document: GraphQLDocument
    private let operation: GraphQLDocument.Operation
    private let variables: [String: JSONValue]

    var isMutation: Bool { operation.isMutation }

    /// - Parameter operationName: needed where the document has several.
    init(
        _ document: GraphQLDocument, operationName: String?, variables: [String: JSONValue]
    ) throws(GraphQLRequestFault) {
        let named = document.operations.filter {
            operationName == nil || $0.name == operationName
        }
        guard named.count == 1, let operation = named.first else {
            throw GraphQLRequestFault(message: "Name one operation of the document.")
        }
        self.document = document
        self.operation = operation
        self.variables = operation.defaults.merging(variables) { $1 }
    }

    func data(_ resolve: Resolver) throws(GraphQLRequestFault) -> JSONValue {
        var data: [String: JSONValue] = [:]
        for field in try fields(operation.selections, depth: 0) {
            var arguments: [String: JSONValue] = [:]
            for (name, value) in field.arguments { arguments[name] = resolved(value) }
            if field.name == "__typename" {
                data[field.key] = isMutation ? "Mutation" : "Query"
            } else {
                let value = try resolve(field.name, arguments)
                data[field.key] = try picked(value, field, depth: 0)
            }
        }
        return .object(data)
    }

    private func picked(
        _ value: JSONValue, _ field: GraphQLDocument.Field, depth: Int
    ) throws(GraphQLRequestFault) -> JSONValue {
        switch value {
        case .array(let elements):
            var list: [JSONValue] = []
            for element in elements { list.append(try picked(element, field, depth: depth)) }
            return .array(list)
        case .object(let members):
            guard !field.selections.isEmpty else {
                throw GraphQLRequestFault(message: "Field \"\(field.name)\" needs a selection.")
            }
            var object: [String: JSONValue] = [:]
            for child in try fields(field.selections, depth: depth + 1) {
                guard let member = members[child.name] else {
                    throw GraphQLRequestFault(
                        message: "Cannot query field \"\(child.name)\" on \"\(field.name)\".")
                }
                object[child.key] = try picked(member, child, depth: depth + 1)
            }
            return .object(object)
        default: return value
        }
    }

    /// The selected fields, with those of fragments in their places.
    private func fields(
        _ selections: [GraphQLDocument.Selection], depth: Int
    ) throws(GraphQLRequestFault) -> [GraphQLDocument.Field] {
        guard depth <= Self.fragmentDepthMax else {
            throw GraphQLRequestFault(message: "The fragments lead too deep.")
        }
        var result: [GraphQLDocument.Field] = []
        for selection in selections {
            switch selection {
            case .field(let field): result.append(field)
            case .inline(let inner): result += try fields(inner, depth: depth + 1)
            case .spread(let name):
                guard let inner = document.fragments[name] else {
                    throw GraphQLRequestFault(message: "Unknown fragment \"\(name)\".")
                }
                result += try fields(inner, depth: depth + 1)
            }
        }
        return result
    }

    /// A variable that was not given is as if the argument were not there.
    private func resolved(_ value: GraphQLDocument.Value) -> JSONValue? {
        switch value {
        case .constant(let constant): return constant
        case .variable(let name): return variables[name]
        case .list(let values): return .array(values.map { resolved($0) ?? .null })
        case .object(let members): return .object(members.compactMapValues(resolved))
        }
    }
}
