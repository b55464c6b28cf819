import Catalog

/// Bodies whose form is right and whose content is not.
enum TwistedBody {
    /// Texts where numbers are due, numbers where texts are, in about a third of the places below
    /// the outermost; in what is no JSON letters for digits, in every third line.
    static func wrongTypes(_ body: [UInt8], _ dice: FaultDice) -> [UInt8] {
        if let value = try? JSON.decode(JSONValue.self, from: body) {
            return JSON.encode(twisted(value, depth: 0, dice))
        }
        var line = 0
        return body.map { byte in
            if byte == UInt8(ascii: "\n") { line += 1 }
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            return isDigit && line % 3 == 1 ? UInt8(ascii: "x") : byte
        }
    }

    private static func twisted(_ value: JSONValue, depth: Int, _ dice: FaultDice) -> JSONValue {
        switch value {
        case .object(let members):
            var changed: [String: JSONValue] = [:]
            for name in members.keys.sorted() {
                changed[name] = members[name].map { twisted($0, depth: depth + 1, dice) }
            }
            return .object(changed)
        case .array(let elements):
            return .array(elements.map { twisted($0, depth: depth + 1, dice) })
        default:
            guard depth > 2, dice.number(below: 3) == 0 else { return value }
            return leaf(value, dice)
        }
    }

    private static func leaf(_ value: JSONValue, _ dice: FaultDice) -> JSONValue {
        let kind = dice.number(below: 4)
        switch value {
        case .string(let text):
            return [.integer(7), .array([.string(text)]), .object(["x": .string(text)]), .null][
                kind]
        case .integer, .number: return [.string("tujuh"), .bool(true), .array([]), .null][kind]
        default: return [.string("ya"), .integer(-1), .object([:]), .array([.null])][kind]
        }
    }

    /// Bytes that no UTF-8 has, among those that were there.
    static func wrongEncoding(_ body: [UInt8]) -> [UInt8] {
        var changed: [UInt8] = []
        changed.reserveCapacity(body.count + body.count / 20)
        for (index, byte) in body.enumerated() {
            changed.append(byte)
            if index % 40 == 39 { changed += [0xC3, 0x28, 0xFF] }
        }
        return changed
    }
}
