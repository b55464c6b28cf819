import SQL

/// Whole rupiah. Arithmetic is checked: overflow stops the process, it never wraps.
public struct Money: Sendable, Hashable, Comparable {
    public let rupiah: Int64

    public init(rupiah: Int64) {
        self.rupiah = rupiah
    }

    public static let zero = Money(rupiah: 0)

    public static func + (left: Money, right: Money) -> Money {
        Money(rupiah: left.rupiah + right.rupiah)
    }

    public static func - (left: Money, right: Money) -> Money {
        Money(rupiah: left.rupiah - right.rupiah)
    }

    public static func < (left: Money, right: Money) -> Bool { left.rupiah < right.rupiah }
}

extension Money: CustomStringConvertible {
    /// As people read it: `Rp1.250.000`.
    public var description: String {
        var digits = String(rupiah.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        groups.insert(digits, at: 0)
        return (rupiah < 0 ? "-Rp" : "Rp") + groups.joined(separator: ".")
    }
}

extension Money: SQLConvertible {
    public var sqlValue: SQLValue { .integer(rupiah) }
}

extension Money: Codable {
    public init(from decoder: any Decoder) throws {
        rupiah = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rupiah)
    }
}
