/// What a bulk does to each of its courses, and what an undo may take back. Pure.
public enum BulkRules {
    /// After this the courses have been public as they are for so long that each is decided anew.
    public static let undoWindow = Span.days(1)

    public enum Verdict: Sendable, Equatable {
        case becomes(Course.State)
        case proposes
        case confirms(CurationProposal)
        case looks
        case refused(Refusal)
    }

    /// - Parameters:
    ///   - proposal: the open proposal to publish the course.
    ///   - staff: who asks for the bulk.
    public static func verdict(
        of command: BulkCommand, on course: CuratedCourse, proposal: CurationProposal?,
        by staff: String, now: Instant
    ) -> Verdict {
        if let asOf = command.asOf, command.action != .look, course.changedAt > asOf {
            return .refused(
                Refusal(
                    status: 412, code: "precondition_failed",
                    detail: "The course has changed since \(asOf).",
                    fix: "Look at it again, then decide."))
        }
        guard let action = command.action.courseAction else {
            return command.action == .look
                ? .looks : confirmation(of: course, proposal, by: staff, now: now)
        }
        switch CourseStateRules.result(of: action, in: course.state) {
        case .becomes(let state): return .becomes(state)
        case .needsSecond: return .proposes
        case .unchanged: return .refused(CurationStore.alreadySo(course.state))
        case .refused(let fix):
            return .refused(CurationStore.refused(action, course.state, fix))
        }
    }

    private static func confirmation(
        of course: CuratedCourse, _ proposal: CurationProposal?, by staff: String, now: Instant
    ) -> Verdict {
        guard let proposal else {
            return .refused(
                Refusal(
                    status: 409, code: "nothing_proposed",
                    detail: "Nobody proposes to publish the course.", fix: "Propose it first."))
        }
        let refusal = ProposalRules.refusal(
            of: proposal, by: staff, facts: ProposalRules.facts(.publish, of: course), now: now)
        return refusal.map { .refused($0) } ?? .confirms(proposal)
    }

    /// Why a bulk cannot be undone as a whole; nil where it can.
    public static func undoRefusal(of bulk: Bulk, now: Instant) -> Refusal? {
        if let undoneAt = bulk.undoneAt {
            return Refusal(
                status: 409, code: "bulk_undone", detail: "It was undone on \(undoneAt).",
                fix: "Nothing has to be done.")
        }
        guard now - bulk.madeAt <= undoWindow else {
            return Refusal(
                status: 409, code: "bulk_too_old", detail: "It was made on \(bulk.madeAt).",
                fix: "Decide about each course anew.")
        }
        return nil
    }

    /// The refusal of an undo for a course that is no longer what the bulk made of it.
    static let movedOn = Refusal(
        status: 409, code: "moved_on", detail: "The course is no longer what the bulk made of it.",
        fix: "Look at it and decide anew.")
}
