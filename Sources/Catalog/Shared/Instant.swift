import Foundation
import SQL

/// A moment, in whole milliseconds since 1970-01-01T00:00:00Z.
public struct Instant: Sendable, Hashable, Comparable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Reads an RFC 3339 time with any offset and up to nanoseconds; nil for anything else.
    public init?(_ text: String) {
        guard text.utf8.count >= 20, text.utf8.count <= 35,
            let fields = Fields(text.utf8.span)
        else { return nil }
        if let seconds = fields.usualSeconds {
            milliseconds = seconds * 1000
            return
        }
        // RFC 3339 lets the letters be small, Foundation does not.
        let text = text.uppercased()
        let plain = Date.ISO8601FormatStyle()
        let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let date = try? plain.parse(text) else {
            guard let date = try? fractional.parse(text) else { return nil }
            milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
            return
        }
        milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
    }

    /// The first nineteen characters, `2026-03-01T09:00:00`, each field within its range:
    /// Foundation would take a sixtieth minute for the next hour.
    private struct Fields {
        let year, month, day, hour, minute, second: Int64
        let isPlainUTC: Bool

        init?(_ text: borrowing Swift.Span<UInt8>) {
            func number(_ range: Range<Int>) -> Int64? {
                var value: Int64 = 0
                for index in range {
                    let digit = text[index] &- UInt8(ascii: "0")
                    guard digit < 10 else { return nil }
                    value = value * 10 + Int64(digit)
                }
                return value
            }
            guard text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
                text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
                let year = number(0..<4),
                let month = number(5..<7), (1...12).contains(month),
                let day = number(8..<10), (1...31).contains(day),
                let hour = number(11..<13), hour < 24,
                let minute = number(14..<16), minute < 60,
                let second = number(17..<19), second <= 60
            else { return nil }
            (self.year, self.month, self.day) = (year, month, day)
            (self.hour, self.minute, self.second) = (hour, minute, second)
            isPlainUTC =
                text.count == 20 && text[10] == UInt8(ascii: "T") && text[19] == UInt8(ascii: "Z")
        }

        /// Of `2026-03-01T09:00:00Z` from 1970 to 2999, by days-from-civil: Foundation takes two
        /// microseconds, and every callback has such a time. Nil for what needs a calendar.
        var usualSeconds: Int64? {
            guard isPlainUTC, (1970...2999).contains(year), day <= 28, second < 60 else {
                return nil
            }
            let shiftedYear = month <= 2 ? year - 1 : year
            let era = shiftedYear / 400
            let yearOfEra = shiftedYear - era * 400
            let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
            let days =
                era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
                - 719_468
            return days * 86_400 + hour * 3600 + minute * 60 + second
        }
    }

    public var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    public static func + (left: Instant, right: Span) -> Instant {
        Instant(milliseconds: left.milliseconds + right.milliseconds)
    }

    public static func - (left: Instant, right: Span) -> Instant {
        Instant(milliseconds: left.milliseconds - right.milliseconds)
    }

    public static func - (left: Instant, right: Instant) -> Span {
        Span(milliseconds: left.milliseconds - right.milliseconds)
    }

    public static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension Instant: CustomStringConvertible {
    /// RFC 3339 in UTC, to the second: `2026-03-01T09:00:00Z`.
    public var description: String { date.formatted(.iso8601) }
}

extension Instant: SQLConvertible {
    public var sqlValue: SQLValue { .integer(milliseconds) }
}

extension Instant: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let instant = Instant(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a time as in 2026-03-01T09:00:00Z")
        }
        self = instant
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A length of time in milliseconds. Days are 24 hours: the programme's time zones know no
/// summer time.
public struct Span: Sendable, Hashable, Comparable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func seconds(_ count: Int) -> Span { Span(milliseconds: Int64(count) * 1000) }
    public static func minutes(_ count: Int) -> Span { seconds(count * 60) }
    public static func hours(_ count: Int) -> Span { minutes(count * 60) }
    public static func days(_ count: Int) -> Span { hours(count * 24) }

    public static func < (left: Span, right: Span) -> Bool {
        left.milliseconds < right.milliseconds
    }
}
