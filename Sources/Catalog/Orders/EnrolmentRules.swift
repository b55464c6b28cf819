/// What becomes of an order while the platform is asked to enrol: pure functions of what is known.
///
/// An answer that was lost makes the order *uncertain*: the request may have enrolled, or may
/// still do so. From then on a no counts only where a look-up finds nothing and no request of
/// ours can be under way any more, for a platform that works on the first request says no to the
/// second.
public enum EnrolmentRules {
    /// So long after a request went out it is no longer at work; longer than a call may take.
    public static let quietSpan = Span.seconds(60)
    /// So long a platform may say that something is in the way without letting it be seen.
    public static let conflictSpan = Span.hours(1)
    /// How soon a platform that is still deciding is asked again.
    public static let pendingSeconds = 5

    // MARK: - Before the call

    public enum Beginning: Sendable, Equatable {
        case ask
        /// Nobody wants it any more, and the platform has made nothing: the money is let go.
        case letGo
        /// It cannot be had any more, and the platform has made nothing. Words for the buyer.
        case fail(String)
        /// Nothing is owed.
        case nothing
    }

    /// - Parameter uncertainSince: ``OutboxRow/uncertainSince``. While it is set an enrolment may
    ///   exist: it has to be found first, to be cancelled then.
    static func begin(
        _ order: Order.State, cancelRequested: Bool, scheduleStartsAt: Instant?,
        uncertainSince: Instant?, now: Instant
    ) -> Beginning {
        guard order == .reserved || order == .placed else { return .nothing }
        guard uncertainSince == nil else { return .ask }
        if cancelRequested { return .letGo }
        if let start = scheduleStartsAt, start <= now {
            return .fail("the date that was booked began before the platform could be asked")
        }
        return .ask
    }

    // MARK: - After the call

    public typealias Answer = Result<Enrolment, PlatformFailure>
    public typealias Finding = Result<Enrolment?, PlatformFailure>

    public enum Next: Sendable, Equatable {
        case confirm(reference: String)
        /// The platform's words, for the buyer to read.
        case fail(String)
        case wait(Waiting)
    }

    public struct Waiting: Sendable, Equatable {
        public let words: String
        /// The row's, from now on.
        public let uncertainSince: Instant?
        /// At the least this long, where that is known.
        public let seconds: Int?
    }

    /// Whether ``next(_:found:uncertainSince:now:)`` has to know what a look-up finds.
    public static func needsLookUp(_ answer: Answer, uncertainSince: Instant?) -> Bool {
        switch answer {
        case .failure(.unknown), .failure(.malformed), .failure(.conflict): return true
        case .failure(.refused): return uncertainSince != nil
        case .success, .failure(.unavailable), .failure(.unauthorized): return false
        }
    }

    /// What follows from the platform's answer.
    /// - Parameters:
    ///   - found: what a look-up after it found, where ``needsLookUp(_:uncertainSince:)``.
    ///   - uncertainSince: as it was before the call.
    public static func next(
        _ answer: Answer, found: Finding?, uncertainSince: Instant?, now: Instant
    ) -> Next {
        if case .success(let enrolment) = answer { return next(enrolment, now: now) }
        if case .success(let enrolment?)? = found { return next(enrolment, now: now) }
        guard case .failure(let failure) = answer else { return wait("no answer", now) }
        switch failure {
        case .unavailable(let words, let seconds):
            return wait(words, uncertainSince, seconds: seconds)
        case .unauthorized: return wait(failure.words, uncertainSince)
        case .unknown, .malformed: return wait(failure.words, now)
        case .refused(let words):
            guard let since = uncertainSince else { return .fail(words) }
            guard case .success(nil)? = found else { return wait(words, since) }
            return now - since < quietSpan ? wait(words, since) : .fail(words)
        case .conflict(let words):
            let since = uncertainSince ?? now
            let span: Span
            switch found {
            case .success: span = quietSpan
            // Some can only be looked up by asking again.
            case .failure(.conflict): span = conflictSpan
            default: return wait(words, since)
            }
            return now - since < span ? wait(words, since) : .fail(words)
        }
    }

    private static func next(_ enrolment: Enrolment, now: Instant) -> Next {
        switch enrolment.state {
        case .active, .completed: return .confirm(reference: enrolment.reference)
        case .pending: return wait("the platform is still deciding", now, seconds: pendingSeconds)
        case .cancelled: return .fail("the platform cancelled the enrolment")
        }
    }

    private static func wait(
        _ words: String, _ uncertainSince: Instant?, seconds: Int? = nil
    ) -> Next {
        .wait(Waiting(words: words, uncertainSince: uncertainSince, seconds: seconds))
    }
}
