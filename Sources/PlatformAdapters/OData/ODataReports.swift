import Catalog

/// Completion is asked for: `learningCourseActivities` of the order's assignment.
extension ODataAdapter {
    /// One learner has few activities in one course.
    static let activityPagesMax = 100

    public var canReport: Bool { true }

    public func report(
        on request: EnrolmentRequest, reference: String
    ) async throws(PlatformFailure) -> EnrolmentReport {
        guard
            let first = ODataAddress.activities(
                ofAssignment: request.orderID.value, below: connection.base)
        else { throw .malformed("base_url is too long") }
        var report = EnrolmentReport(events: [], source: [])
        var visited: Set<String> = []
        var budget = connection.lookUpBudget()
        var address: HTTPAddress? = first
        while let current = address {
            guard visited.insert(current.text).inserted, visited.count <= Self.activityPagesMax
            else { throw .malformed("the activities lead round in a circle") }
            let answer = try await connection.send(
                PlatformConnection.Call(
                    method: "GET", address: current, headers: Self.headers),
                budget: &budget)
            guard answer.status == 200 else {
                throw .malformed("the activities: " + AnswerWords.read(answer))
            }
            let page = try ODataPage(answer.body, at: current)
            for item in page.items where Self.isMeant(item, request) {
                let events = try events(of: item, request)
                if !events.isEmpty || report.source.isEmpty { report.source = answer.body }
                report.events = Self.merged(report.events, events)
            }
            address = page.next
        }
        return report
    }

    /// A server that passes over the filter tells of others as well.
    private static func isMeant(_ item: JSONValue, _ request: EnrolmentRequest) -> Bool {
        let expected = [
            "learningAssignmentId": request.orderID.value,
            "learningContentId": request.externalCourseID,
            "learnerUserId": request.learnerID.value,
        ]
        return expected.allSatisfy { name, value in
            switch item[name] {
            case nil, .null?: return true
            case let told?: return told == .string(value)
            }
        }
    }

    /// The first of each kind counts: another attempt does not move a completion.
    private static func merged(
        _ known: [CompletionEvent], _ more: [CompletionEvent]
    ) -> [CompletionEvent] {
        var events = known
        for event in more {
            if let index = events.firstIndex(where: { $0.kind == event.kind }) {
                if event.at < events[index].at { events[index] = event }
            } else {
                events.append(event)
            }
        }
        return events
    }

    /// What has happened, by the platform's own times. Progress without a time is not told: the
    /// same answer must say the same whenever it is read.
    private func events(
        of item: JSONValue, _ request: EnrolmentRequest
    ) throws(PlatformFailure) -> [CompletionEvent] {
        // One that nobody has set yet says nothing.
        if item["status"] == .null { return [] }
        guard case .string(let status)? = item["status"] else {
            throw .malformed("an activity's status is not text")
        }
        let order = request.orderID
        func event(_ kind: CompletionEvent.Kind, at: Instant) -> CompletionEvent {
            CompletionEvent(
                id: EnrolmentReport.eventID(of: kind, order: order), kind: kind,
                orderID: order.value, enrolmentReference: order.value, at: at)
        }
        var events: [CompletionEvent] = []
        if status == "inProgress" || status == "completed",
            let started = try Self.time("startedDateTime", in: item)
        {
            events.append(event(.started, at: started))
        }
        if status == "completed" {
            let completed = try Self.time("completedDateTime", in: item)
            events.append(event(.completed, at: completed ?? connection.clock.now()))
        }
        return events
    }

    private static func time(
        _ name: String, in item: JSONValue
    ) throws(PlatformFailure) -> Instant? {
        switch item[name] {
        case nil, .null?: return nil
        case .string(let text)?:
            guard let instant = ODataTime.instant(text) else { fallthrough }
            return instant
        default: throw .malformed("an activity's \(name) is not a time")
        }
    }
}
