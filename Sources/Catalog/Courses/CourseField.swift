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
