/// Why an order cannot be cancelled any more.
public enum CancelRefusalReason: String, Sendable, CaseIterable {
    case courseCompleted = "course_completed"
    case courseStarted = "course_started"
    case scheduleBegun = "schedule_begun"

    /// The reason in words. Nothing mends any of them.
    public var words: Refusal.Reason {
        let detail =
            switch self {
            case .courseCompleted: "The course is completed."
            case .courseStarted: "The course has been started."
            case .scheduleBegun: "The date that was booked has begun."
            }
        return Refusal.Reason(code: rawValue, detail: detail, fix: "")
    }
}
