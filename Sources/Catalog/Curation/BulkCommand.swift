/// One wish for many courses.
public struct BulkCommand: Sendable, Equatable {
    /// Courses that one command names at most.
    public static let coursesMax = 100

    public enum Action: String, Sendable, Codable, CaseIterable {
        case submit
        case sendBack = "send_back"
        case publish, suspend, withdraw, reopen
        /// Confirms the publication that another curator proposed.
        case confirm
        /// Notes that somebody has looked at what the course is.
        case look

        /// Nil for what changes no state by itself.
        public var courseAction: CourseAction? { CourseAction(rawValue: rawValue) }
    }

    public let action: Action
    /// Each once, by id: all writers lock in one order.
    public let courses: [Identifier<Course>]
    public let reason: CurationReason
    /// When what was decided upon was read; nil for now. A look counts from here.
    public let asOf: Instant?

    /// - Throws: 422 for none or too many courses.
    public init(
        action: Action, courses: [Identifier<Course>], reason: CurationReason, asOf: Instant?
    ) throws(Refusal) {
        let unique = Set(courses).sorted()
        guard (1...Self.coursesMax).contains(unique.count) else {
            throw Refusal(
                status: 422, code: "bulk_size",
                detail: "`course_ids` names \(unique.count) courses.",
                fix: "Name 1 to \(Self.coursesMax) courses.")
        }
        self.action = action
        self.courses = unique
        self.reason = reason
        self.asOf = asOf
    }
}

/// A bulk that was carried out.
public struct Bulk: Sendable, Equatable, Identified {
    public static let idPrefix = "blk"

    public let id: Identifier<Bulk>
    public let action: BulkCommand.Action
    public let reason: String
    public let author: String
    public let madeAt: Instant
    public let undoneAt: Instant?
    public let undoneBy: String?
}

/// What became, or would become, of one course of a bulk.
public struct BulkResult: Sendable, Equatable {
    public enum Outcome: String, Sendable, Codable, CaseIterable {
        case done, proposed, refused
    }

    public let courseID: Identifier<Course>
    /// Nil for a course that is not known.
    public let title: String?
    public let outcome: Outcome
    public let from: Course.State?
    public let to: Course.State?
    /// Why not.
    public let refusal: Refusal?

    static func refused(
        _ id: Identifier<Course>, _ course: CuratedCourse?, _ refusal: Refusal
    ) -> BulkResult {
        BulkResult(
            courseID: id, title: course?.ours[.title], outcome: .refused, from: course?.state,
            to: course?.state, refusal: refusal)
    }
}
