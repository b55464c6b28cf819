/// A course as curators see it: ours beside its platform's, field by field.
public struct CuratedCourse: Sendable, Equatable {
    public let id: Identifier<Course>
    public let slug: String
    public let platformID: String
    /// The platform's own id of the course.
    public let externalID: String
    public let state: Course.State
    public let firstSeenAt: Instant
    public let changedAt: Instant
    /// As participants see it (or would), as text; nothing where a field is empty.
    public let ours: [CourseField: String]
    public let overrides: [CourseOverride]
    public let look: CourseLook?

    public func override(of field: CourseField) -> CourseOverride? {
        overrides.first { $0.field == field }
    }

    /// As the last sync brought it.
    public func source(_ field: CourseField) -> String? {
        if let override = override(of: field) { return override.sourceValue }
        return ours[field]
    }

    public var price: Money? {
        ours[.price].flatMap(Int64.init).map(Money.init(rupiah:))
    }

    /// What of it can change between two looks: for an entity tag.
    public var facts: [String] {
        var facts = [id.value, state.rawValue]
        for field in CourseField.allCases {
            facts += [field.rawValue, ours[field] ?? "-", source(field) ?? "-"]
        }
        return facts + overrides.map { "\($0.field.rawValue) \($0.madeAt.milliseconds)" }
    }
}

/// When somebody last looked at a course: what changed later waits in the queue.
public struct CourseLook: Sendable, Equatable {
    public let at: Instant
    public let author: String
}
