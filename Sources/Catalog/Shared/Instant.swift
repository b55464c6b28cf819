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
        guard text.utf8.count >= 20, text.utf8.count <= 35 else { return nil }
        let plain = Date.ISO8601FormatStyle()
        let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let date = try? plain.parse(text) else {
            guard let date = try? fractional.parse(text) else { return nil }
            milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
            return
        }
        milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
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
