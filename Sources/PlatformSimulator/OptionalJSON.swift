import Catalog

extension JSONValue {
    /// Null where there is nothing.
    init(_ text: String?) { self = text.map(JSONValue.string) ?? .null }

    /// Null where there is nothing.
    init(_ number: Int?) { self = number.map { .integer(Int64($0)) } ?? .null }
}
