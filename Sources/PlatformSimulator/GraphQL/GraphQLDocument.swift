import Catalog

/// A GraphQL document (specification, section 2), as far as queries and mutations use it.
struct GraphQLDocument {
    struct Operation {
        let isMutation: Bool
        let name: String?
        /// Default values of the variables.
        let defaults: [String: JSONValue]
        let selections: [Selection]
    }

    indirect enum Selection {
        case field(Field)
        case spread(String)
        case inline([Selection])
    }

    struct Field {
        let name: String
        /// The name in the answer: the alias, or the field's own.
        let key: String
        let arguments: [String: Value]
        let selections: [Selection]
    }

    indirect enum Value {
        case variable(String)
        case list([Value])
        case object([String: Value])
        case constant(JSONValue)
    }

    var operations: [Operation] = []
    var fragments: [String: [Selection]] = [:]
}

/// Why a request is not carried out at all.
struct GraphQLRequestFault: Error, Equatable {
    let message: String
}
