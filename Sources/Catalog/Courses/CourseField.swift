/// What of a course is kept through time, by the name of its column; `schedules` are those listed,
/// as JSON.
public enum CourseField: String, Sendable, CaseIterable {
    case state, title, description, provider
    case sourceCategory = "source_category"
    case categoryID = "category_id"
    case price, delivery, level, language
    case durationMinutes = "duration_minutes"
    case skills, url
    case imageURL = "image_url"
    case schedules
}

/// One field of a course that became another.
public struct CourseChange: Sendable, Equatable, Encodable {
    public let at: Instant
    public let field: String
    /// As text; nil where there was nothing.
    public let old: String?
    public let new: String?
    /// The sync or the member of staff.
    public let author: String
}

/// A place in a course's history, `1767225600000-title` as text.
public struct ChangeCursor: Sendable, Equatable, CustomStringConvertible {
    public let at: Instant
    public let field: String

    public init(at: Instant, field: String) {
        self.at = at
        self.field = field
    }

    /// Nil for what is no such place.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, let milliseconds = Int64(parts[0]),
            CourseField(rawValue: String(parts[1])) != nil
        else { return nil }
        self.init(at: Instant(milliseconds: milliseconds), field: String(parts[1]))
    }

    public var description: String { "\(at.milliseconds)-\(field)" }
}
