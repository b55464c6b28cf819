/// What a platform says of one enrolment when it is asked.
public struct EnrolmentReport: Sendable {
    /// What has happened so far. The id of each follows from the order and what happened, so that
    /// the same report again is a repeat.
    public var events: [CompletionEvent]
    /// The platform's answer as it came: the evidence.
    public var source: [UInt8]

    public init(events: [CompletionEvent], source: [UInt8]) {
        self.events = events
        self.source = source
    }

    /// What the state of an enrolment says, for dialects that have no more to tell.
    /// - Parameter now: when it was asked: a completion without a date is as old as that.
    public init(
        _ enrolment: Enrolment?, order: Identifier<Order>, source: [UInt8], now: Instant
    ) {
        self.init(events: [], source: source)
        let kind: CompletionEvent.Kind
        switch enrolment?.state {
        case .completed: kind = .completed
        case .cancelled: kind = .enrolmentCancelled
        case .active, .pending, nil: return
        }
        events.append(
            CompletionEvent(
                id: Self.eventID(of: kind, order: order), kind: kind, orderID: order.value,
                enrolmentReference: enrolment?.reference, at: enrolment?.completedAt ?? now))
    }

    /// The id of an event that we asked for.
    public static func eventID(
        of kind: CompletionEvent.Kind, order: Identifier<Order>
    ) -> String {
        "asked-\(order.value)-\(kind.rawValue)"
    }
}

extension Platform {
    public var canReport: Bool { false }

    public func report(
        on request: EnrolmentRequest, reference: String
    ) async throws(PlatformFailure) -> EnrolmentReport {
        EnrolmentReport(events: [], source: [])
    }

    public var hasOwnCallbacks: Bool { false }

    public func read(
        _ callback: PlatformCallback
    ) async throws(CallbackRefusal) -> CallbackContent {
        throw CallbackRefusal("this platform has no callbacks of its own form")
    }
}
