/// Which action leads from which state to which. Pure.
public enum CourseStateRules {
    public enum Result: Sendable, Equatable {
        /// At once.
        case becomes(Course.State)
        /// Once a second person has confirmed it.
        case needsSecond(Course.State)
        /// It is so already.
        case unchanged
        /// - Parameter fix: what would have to come first.
        case refused(fix: String)
    }

    public static func result(of action: CourseAction, in state: Course.State) -> Result {
        switch (action, state) {
        case (.submit, .draft): .becomes(.inReview)
        case (.sendBack, .inReview): .becomes(.draft)
        case (.publish, .draft), (.publish, .inReview), (.publish, .suspended):
            .needsSecond(.published)
        case (.suspend, .published): .becomes(.suspended)
        case (.withdraw, .draft), (.withdraw, .inReview), (.withdraw, .published),
            (.withdraw, .suspended), (.withdraw, .delisted):
            .becomes(.withdrawn)
        case (.reopen, .withdrawn): .becomes(.draft)
        case (.submit, .inReview), (.sendBack, .draft), (.publish, .published),
            (.suspend, .suspended), (.withdraw, .withdrawn), (.reopen, .draft):
            .unchanged
        case (.publish, .withdrawn), (.submit, .withdrawn):
            .refused(fix: "Reopen it first.")
        case (_, .delisted):
            .refused(fix: "Wait until its platform lists it again, or withdraw it.")
        case (.submit, .published), (.submit, .suspended), (.sendBack, .published),
            (.sendBack, .suspended):
            .refused(fix: "Suspend or withdraw it instead: it has been public.")
        case (.sendBack, .withdrawn), (.suspend, .withdrawn):
            .refused(fix: "It is off already; reopen it to work on it.")
        case (.suspend, .draft), (.suspend, .inReview):
            .refused(fix: "It is not public: send it back or withdraw it instead.")
        case (.reopen, .inReview), (.reopen, .published), (.reopen, .suspended):
            .refused(fix: "Only what was withdrawn can be reopened.")
        }
    }

    /// The actions that lead somewhere from the state.
    public static func actions(in state: Course.State) -> [CourseAction] {
        CourseAction.allCases.filter { action in
            switch result(of: action, in: state) {
            case .becomes, .needsSecond: true
            case .unchanged, .refused: false
            }
        }
    }
}
