import Cryptography
import SQL

/// A noun that has ids of its own; the prefix makes an id readable in a log or an e-mail.
public protocol Identified {
    /// Three letters, such as `ord`.
    static var idPrefix: String { get }
}

/// A typed id: `ord_` and 26 characters, 48 bits of milliseconds and 80 random bits in Crockford
/// base 32, lower case. Ids sort by the time they were made.
public struct Identifier<Noun: Identified>: Sendable, Hashable, Comparable {
    public let value: String

    /// A fresh id, made at `instant`.
    public init(at instant: Instant) {
        value = SortableID.text(Noun.idPrefix, at: instant.milliseconds)
    }

    /// Below every id of this noun that is made at `instant` or later, and above all before.
    public init(before instant: Instant) {
        value = SortableID.text(
            Noun.idPrefix, at: instant.milliseconds,
            random: [UInt8](repeating: 0, count: SortableID.randomBytes))
    }

    /// An id read from outside; nil unless it has this noun's prefix and shape.
    public init?(_ text: String) {
        guard text.utf8.count == Noun.idPrefix.utf8.count + 1 + SortableID.length,
            text.hasPrefix(Noun.idPrefix + "_"),
            text.utf8.dropFirst(Noun.idPrefix.utf8.count + 1).allSatisfy(SortableID.isDigit)
        else { return nil }
        value = text
    }

    /// An id read back from our own store.
    public init(stored text: String) {
        value = text
    }

    public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

extension Identifier: CustomStringConvertible {
    public var description: String { value }
}

extension Identifier: SQLConvertible {
    public var sqlValue: SQLValue { .text(value) }
}

extension Identifier: Encodable {
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

/// How an id is written.
enum SortableID {
    /// Characters behind the prefix and its underscore.
    static let length = 26
    static let randomBytes = 10
    private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    static func isDigit(_ byte: UInt8) -> Bool { digits.contains(byte) }

    static func text(
        _ prefix: String, at milliseconds: Int64, random: [UInt8] = Random.bytes(randomBytes)
    ) -> String {
        var characters: [UInt8] = []
        characters.reserveCapacity(prefix.utf8.count + 1 + length)
        characters += prefix.utf8
        characters.append(UInt8(ascii: "_"))
        for shift in stride(from: 45, through: 0, by: -5) {
            characters.append(digits[Int(milliseconds >> Int64(shift)) & 31])
        }
        // 80 random bits are two groups of 5 bytes, each 8 digits.
        for start in [0, 5] {
            let bits = random[start..<start + 5].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            for shift in stride(from: 35, through: 0, by: -5) {
                characters.append(digits[Int(bits >> UInt64(shift)) & 31])
            }
        }
        return String(decoding: characters, as: UTF8.self)
    }
}
