import Catalog
import HTTPServer

/// "Report this course", for participants.
struct ReportRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("POST", "/v1/courses/{id}/reports", .json, report)
    }

    private struct Input: RequestBody {
        static let members: Set = ["reason", "text"]
        let reason: ReportReason
        let text: String
    }

    private struct Output: Encodable {
        let id: Identifier<CourseReport>
        let course_id: Identifier<Course>
        let reason: ReportReason
        let text: String
        let reported_at: Instant

        init(_ report: CourseReport) {
            id = report.id
            course_id = report.courseID
            reason = report.reason
            text = report.text
            reported_at = report.reportedAt
        }
    }

    /// A participant's second report of a course replaces the first.
    @Sendable private func report(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(Course.self, "course")
        let input = try request.decoded(Input.self)
        let admission = Admission(context.limits.reports)
        let clock = context.clock
        return context.write(for: request) { database in
            let now = clock.now()
            let participant = try token.participant(in: database, now: now)
            try admission.check(participant.value)
            return try ReportStore(database).report(
                id, by: participant, reason: input.reason, text: input.text, now: now)
        } answer: {
            .json(Output($0), status: 201, headers: admission.fields)
        }
    }
}
