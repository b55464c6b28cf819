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

    /// As the staff's log says it.
    var done: String {
        switch self {
        case .submit: "submitted"
        case .sendBack: "sent_back"
        case .publish: "published"
        case .suspend: "suspended"
        case .withdraw: "withdrawn"
        case .reopen: "reopened"
        }
    }
}
