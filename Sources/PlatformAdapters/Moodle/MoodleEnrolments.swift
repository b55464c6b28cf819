import Catalog

/// Enrolments by the plugin for manual enrolment. A user is enrolled in a course once at most, so
/// asking twice enrols once.
extension MoodleAdapter {
    /// The role `student` of every Moodle site.
    static let studentRole = "5"
    /// Answers that mean no more than that there is no such enrolment.
    private static let notThere: Set<String> = [
        "usernotenroled", "notenroled", "invaliduser", "invaliduserid", "userdeleted",
    ]

    public func enrol(_ request: EnrolmentRequest) async throws(PlatformFailure) -> Enrolment {
        guard let course = MoodleID.read(request.externalCourseID) else {
            throw .refused("\(request.externalCourseID.prefix(80)) is not the number of a course")
        }
        let user = try await userID(of: request)
        let value = try await service.value(
            of: MoodleCall(
                .write, "enrol_manual_enrol_users",
                [
                    ("enrolments[0][roleid]", Self.studentRole),
                    ("enrolments[0][userid]", String(user)),
                    ("enrolments[0][courseid]", String(course)),
                ]))
        // The function has no answer; a value of another kind is not from it.
        guard value == .null || value == .array([]) else {
            throw .unknown("enrol_manual_enrol_users: an answer where none is due")
        }
        return Enrolment(
            reference: MoodleReference(user: user, course: course).text, state: .active)
    }

    public func enrolment(
        of request: EnrolmentRequest, reference: String?
    ) async throws(PlatformFailure) -> Enrolment? {
        let named: MoodleReference
        if let reference {
            named = try read(reference)
        } else {
            guard let course = MoodleID.read(request.externalCourseID),
                let user = try await findUser(Self.userName(of: request.learnerID))
            else { return nil }
            named = MoodleReference(user: user, course: course)
        }
        let call = MoodleCall(
            .read, "core_enrol_get_users_courses", [("userid", String(named.user))])
        var budget = service.connection.lookUpBudget()
        switch try await service.send(call, budget: &budget) {
        case .fault(let fault) where Self.notThere.contains(fault.code): return nil
        case .fault(let fault): throw service.failure(fault, of: call)
        case .value(.null, _): return nil
        case .value(.array(let courses), _):
            let found = courses.first { $0["id"]?.wholeNumber(inText: true) == named.course }
            guard let found else { return nil }
            let isCompleted = found["completed"]?.bool == true || found["completed"]?.number == 1
            return Enrolment(reference: named.text, state: isCompleted ? .completed : .active)
        case .value: throw .malformed("core_enrol_get_users_courses: the answer is no list")
        }
    }

    public func cancel(
        _ request: EnrolmentRequest, reference: String
    ) async throws(PlatformFailure) {
        let named = try read(reference)
        let call = MoodleCall(
            .write, "enrol_manual_unenrol_users",
            [
                ("enrolments[0][userid]", String(named.user)),
                ("enrolments[0][courseid]", String(named.course)),
            ])
        var budget = service.connection.lookUpBudget()
        switch try await service.send(call, budget: &budget) {
        case .value: return
        case .fault(let fault) where Self.notThere.contains(fault.code): return
        case .fault(let fault): throw service.failure(fault, of: call)
        }
    }

    public var canReport: Bool { true }

    /// Moodle tells when each criterion was met, not when the course was: that is the last of them
    /// where all are needed, the first where any will do.
    public func report(
        on request: EnrolmentRequest, reference: String
    ) async throws(PlatformFailure) -> EnrolmentReport {
        let named = try read(reference)
        let call = MoodleCall(
            .read, "core_completion_get_course_completion_status",
            [("courseid", String(named.course)), ("userid", String(named.user))])
        var budget = service.connection.lookUpBudget()
        switch try await service.send(call, budget: &budget) {
        case .fault(let fault) where Self.notThere.contains(fault.code):
            return EnrolmentReport(events: [], source: [])
        case .fault(let fault): throw service.failure(fault, of: call)
        case .value(let value, let source):
            let completion = try MoodleCompletion(value)
            guard completion.isComplete else {
                return EnrolmentReport(events: [], source: source.body)
            }
            let event = CompletionEvent(
                id: EnrolmentReport.eventID(of: .completed, order: request.orderID),
                kind: .completed, orderID: request.orderID.value,
                enrolmentReference: named.text,
                at: completion.completedAt ?? service.connection.clock.now())
            return EnrolmentReport(events: [event], source: source.body)
        }
    }

    private func read(_ reference: String) throws(PlatformFailure) -> MoodleReference {
        guard let named = MoodleReference(reference) else {
            throw .malformed("not a user and a course: \(reference.prefix(80))")
        }
        return named
    }
}

/// Names an enrolment by what it consists of: the numbers of user and course, `17,42`.
struct MoodleReference: Equatable {
    let user: Int64
    let course: Int64

    init(user: Int64, course: Int64) {
        self.user = user
        self.course = course
    }

    init?(_ text: String) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, let user = MoodleID.read(parts[0]),
            let course = MoodleID.read(parts[1])
        else { return nil }
        self.init(user: user, course: course)
    }

    var text: String { "\(user),\(course)" }
}

/// The answer of `core_completion_get_course_completion_status`.
struct MoodleCompletion {
    /// `aggregation`: every criterion has to be met, or any one.
    private static let anyOne: Int64 = 2

    let isComplete: Bool
    /// Nil where no criterion says when it was met.
    let completedAt: Instant?

    init(_ value: JSONValue) throws(PlatformFailure) {
        guard let status = value["completionstatus"], let completed = status["completed"],
            let isComplete = Self.truth(completed)
        else { throw .malformed("the answer holds no completionstatus") }
        self.isComplete = isComplete
        var times: [Int64] = []
        if case .array(let criteria)? = status["completions"] {
            for criterion in criteria where criterion["complete"].flatMap(Self.truth) == true {
                guard let time = criterion["timecompleted"]?.wholeNumber(inText: true),
                    (1...MoodleCourse.secondsMax).contains(time)
                else { continue }
                times.append(time)
            }
        }
        let isAny = status["aggregation"]?.wholeNumber(inText: true) == Self.anyOne
        completedAt = (isAny ? times.min() : times.max()).map {
            Instant(milliseconds: $0 * 1000)
        }
    }

    /// Moodle's own JSON writes a truth as true or as 1.
    private static func truth(_ value: JSONValue) -> Bool? {
        value.bool ?? value.wholeNumber(inText: true).map { $0 != 0 }
    }
}
