/// What a curator does to a course's state.
public enum CourseAction: String, Sendable, Codable, CaseIterable {
    /// A draft is ready to be judged.
    case submit
    /// What waits for a judgement is not fit for one yet.
    case sendBack = "send_back"
    /// It may be seen and bought.
    case publish
    /// It is taken off for now.
    case suspend
    /// It is taken off for good.
    case withdraw
    /// What was withdrawn becomes a draft again.
    case reopen
}
