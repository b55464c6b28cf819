import Foundation

/// JSON (RFC 8259) in and out, by Foundation, within the limits that Foundation itself lacks.
public enum JSON {
    /// Deepest nesting that is handed to the decoder, whose recursion a small stack limits.
    public static let depthMax = 32

    /// Members are sorted by name, so that equal values have equal bytes (and ETags).
    public static func encode(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            // Our own types hold no NaN, infinity or other value that JSON cannot carry.
            preconditionFailure("not encodable: \(error)")
        }
    }

    /// - Throws: ``JSONFault`` naming the member that is wrong.
    public static func decode<Value: Decodable>(
        _ type: Value.Type, from bytes: [UInt8]
    ) throws(JSONFault) -> Value {
        guard depth(of: bytes) <= depthMax else {
            throw JSONFault(member: "", problem: "nested deeper than \(depthMax) levels")
        }
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw JSONFault(error)
        } catch let fault as JSONFault {
            throw fault
        } catch {
            throw JSONFault(member: "", problem: "not JSON")
        }
    }

    /// The same for what clients send us: it is in UTF-8 (RFC 8259, 8.1), and no text in it, and no
    /// name, has the character U+0000, which no store of ours takes.
    public static func decodeStorable<Value: Decodable>(
        _ type: Value.Type, from bytes: [UInt8]
    ) throws(JSONFault) -> Value {
        // In UTF-8 it has no byte of zero; what Foundation reads besides, UTF-16 and 32, has.
        guard !bytes.contains(0) else {
            throw JSONFault(member: "", problem: "not JSON in UTF-8")
        }
        let value = try decode(type, from: bytes)
        // JSON has one spelling for it (RFC 8259, 7); after a backslash it is four plain digits.
        let zero = Array("\\u0000".utf8)
        if bytes.count >= zero.count, Data(bytes).firstRange(of: zero) != nil,
            let member = try decode(JSONValue.self, from: bytes).memberWithZero
        {
            throw JSONFault(
                member: member, problem: "may not contain the character U+0000; leave it out")
        }
        return value
    }

    /// The deepest nesting of brackets outside strings; it need not be valid JSON.
    static func depth(of bytes: [UInt8]) -> Int {
        var depth = 0
        var deepest = 0
        var inString = false
        var escaped = false
        for byte in bytes {
            if inString {
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): inString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return deepest
    }
}

/// What is wrong with a JSON text, and where.
public struct JSONFault: Error, Sendable, Equatable {
    /// The path of the member, `data.score`; empty for the text as a whole.
    public let member: String
    public let problem: String

    public init(member: String, problem: String) {
        self.member = member
        self.problem = problem
    }

    init(_ error: DecodingError) {
        func path(_ keys: [any CodingKey]) -> String {
            keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context):
            self.init(member: path(context.codingPath + [key]), problem: "is missing")
        case .typeMismatch(_, let context):
            self.init(member: path(context.codingPath), problem: "has the wrong type")
        case .valueNotFound(_, let context):
            self.init(member: path(context.codingPath), problem: "must not be null")
        case .dataCorrupted(let context):
            let member = path(context.codingPath)
            self.init(
                member: member, problem: member.isEmpty ? "not JSON" : context.debugDescription)
        @unknown default:
            self.init(member: "", problem: "not JSON")
        }
    }
}
