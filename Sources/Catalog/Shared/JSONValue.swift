/// Any JSON value (RFC 8259), where the shape is not known beforehand; also writable as a literal.
///
/// ``canonicalBytes`` are equal for texts that differ only in the order of members, in blanks
/// or in the spelling of a number.
public enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])
    /// A number that no type of ours holds, such as 1e999.
    case unreadable

    /// Members sorted by name.
    public var canonicalBytes: [UInt8] { JSON.encode(self) }

    /// The member of an object; nil where there is none, or where this is no object.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    public var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// Any number, whole or not.
    public var number: Double? {
        switch self {
        case .integer(let value): return Double(value)
        case .number(let value): return value
        default: return nil
        }
    }

    public var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }
}

extension JSONValue {
    /// The path of the first text, or name of a member, that has the character U+0000; a name is
    /// not repeated.
    var memberWithZero: String? {
        switch self {
        case .string(let text): return text.utf8.contains(0) ? "" : nil
        case .array(let elements):
            return Self.pathWithZero(elements.enumerated().map { ("\($0)", $1) })
        case .object(let members):
            if members.keys.contains(where: { $0.utf8.contains(0) }) { return "" }
            return Self.pathWithZero(members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        default: return nil
        }
    }

    private static func pathWithZero(_ members: [(name: String, value: JSONValue)]) -> String? {
        for (name, value) in members {
            if let rest = value.memberWithZero { return rest.isEmpty ? name : "\(name).\(rest)" }
        }
        return nil
    }
}

extension JSONValue: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // What is common comes first: each try that fails costs.
        if let text = try? container.decode(String.self) {
            self = .string(text)
        } else if container.decodeNil() {
            self = .null
        } else if let integer = try? container.decode(Int64.self) {
            self = .integer(integer)
        } else if let members = try? container.decode([String: JSONValue].self) {
            self = .object(members)
        } else if let elements = try? container.decode([JSONValue].self) {
            self = .array(elements)
        } else if let truth = try? container.decode(Bool.self) {
            self = .bool(truth)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else {
            self = .unreadable
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null, .unreadable: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let values): try container.encode(values)
        case .object(let members): try container.encode(members)
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
    ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { $1 })
    }
}
