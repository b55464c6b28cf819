import Catalog

/// What curators see and decide.
enum CurationOperations {
    static let all: [Operation] = reading + deciding + second + bulk

    private static let course = "/v1/curation/courses/{id}"

    private static let reading: [Operation] = [
        Operation(
            method: "GET", path: "/v1/curation/queue", summary: "What waits for curators",
            description: """
                Courses that came or changed since the last look at them, that a rule or \
                participants flagged, of which a sync holds something, or about which something \
                is proposed. For curators and auditors.
                """,
            security: .staff,
            parameters: [
                Parameters.query(
                    "kind", "Why they wait.", Schemas.one(of: QueueKind.allCases.map(\.rawValue))),
                Parameters.query("platform", "Of this platform.", Schemas.text),
                Parameters.query("category", "Of this category.", Schemas.text),
                Parameters.query("state", "In this state.", CurationSchemas.state),
                Parameters.limit, Parameters.cursor,
            ],
            answers: [.init(status: 200, meaning: "The oldest first.", schema: "CurationQueue")]),
        Operation(
            method: "GET", path: course,
            summary: "A course as its platform sent it, beside ours",
            description: "The ETag is what decisions take as If-Match.", security: .staff,
            answers: [
                .init(
                    status: 200, meaning: "The course.", schema: "CuratedCourse",
                    headers: ["ETag"])
            ], problems: [404]),
        Operation(
            method: "GET", path: course + "/history",
            summary: "What each field was, and who changed it", security: .staff,
            parameters: [
                Parameters.query(
                    "field", "This field alone.",
                    Schemas.one(of: CourseField.allCases.map(\.rawValue))),
                Parameters.limit, Parameters.cursor,
            ],
            answers: [.init(status: 200, meaning: "Newest first.", schema: "CourseChangePage")],
            problems: [404]),
        Operation(
            method: "GET", path: course + "/past",
            summary: "What a course was at a past moment, in whatever state",
            security: .staff, parameters: [Parameters.asOf],
            answers: [.init(status: 200, meaning: "Its fields.", schema: "PastFields")],
            problems: [404]),
    ]

    private static let outcomes: [Operation.Answer] = [
        .init(status: 200, meaning: "It is done.", schema: "CurationOutcome"),
        .init(
            status: 202, meaning: "A second person has to confirm it.", schema: "CurationOutcome"),
    ]

    private static let deciding: [Operation] = [
        Operation(
            method: "POST", path: course + "/decisions", summary: "Change a course's state",
            description: """
                A publication is proposed to a second curator, all else is done at once. What is \
                suspended or withdrawn can be bought no more; running enrolments go on.
                """,
            security: .staff, parameters: [Parameters.ifMatch], body: "CurationDecisionInput",
            answers: outcomes, problems: [404, 409, 412, 422, 428]),
        Operation(
            method: "POST", path: course + "/look",
            summary: "Take a course out of the queue until it changes", security: .staff,
            parameters: [Parameters.ifMatch],
            answers: [.init(status: 204, meaning: "It is looked at.")],
            problems: [404, 412, 428]),
        Operation(
            method: "PUT", path: course + "/overrides/{field}",
            summary: "Put our value in the place of the platform's",
            description: """
                No sync changes it until it is released. A price that is raised, or lowered by \
                more than \(ProposalRules.lowersPercentMax) per cent, is proposed to a second \
                curator.
                """,
            security: .staff, parameters: [Parameters.ifMatch], body: "OverrideInput",
            answers: outcomes, problems: [404, 409, 412, 422, 428]),
        Operation(
            method: "DELETE", path: course + "/overrides/{field}",
            summary: "Let the platform's value hold again", security: .staff,
            parameters: [Parameters.ifMatch],
            answers: [.init(status: 204, meaning: "It is released.")],
            problems: [404, 412, 422, 428]),
        Operation(
            method: "POST", path: course + "/revert",
            summary: "Make a field what it was at a past moment",
            description: "An override with the value of then.", security: .staff,
            parameters: [Parameters.ifMatch], body: "RevertInput", answers: outcomes,
            problems: [404, 409, 412, 422, 428]),
    ]

    private static let second: [Operation] = [
        Operation(
            method: "GET", path: "/v1/curation/proposals",
            summary: "What waits for a second curator", security: .staff,
            parameters: [
                Parameters.query(
                    "state", "`open` where it is not given.",
                    Schemas.one(of: CurationProposal.State.allCases.map(\.rawValue))),
                Parameters.limit, Parameters.cursor,
            ],
            answers: [.init(status: 200, meaning: "Newest first.", schema: "ProposalPage")]),
        Operation(
            method: "GET", path: "/v1/curation/proposals/{id}", summary: "One proposal",
            security: .staff,
            answers: [.init(status: 200, meaning: "It.", schema: "CurationProposal")],
            problems: [404]),
        Operation(
            method: "POST", path: "/v1/curation/proposals/{id}/confirm",
            summary: "Carry out what another curator proposed",
            description: """
                Never one's own; 412 with each fact that has changed since it was proposed.
                """,
            security: .staff,
            answers: [.init(status: 200, meaning: "It is done.", schema: "CurationOutcome")],
            problems: [404, 409, 412]),
        Operation(
            method: "POST", path: "/v1/curation/proposals/{id}/refuse",
            summary: "Refuse what another curator proposed, or take back one's own",
            security: .staff, body: "ReasonInput",
            answers: [.init(status: 200, meaning: "It is closed.", schema: "CurationProposal")],
            problems: [404, 409, 422]),
    ]

    private static let bulk: [Operation] = [
        Operation(
            method: "GET", path: "/v1/curation/bulk", summary: "The bulks of the last day",
            description: "At most \(BulkRoutes.recentMax). For curators and auditors.",
            security: .staff,
            answers: [.init(status: 200, meaning: "The newest first.", schema: "BulkPage")]),
        Operation(
            method: "GET", path: "/v1/curation/bulk/{id}",
            summary: "What a bulk did, and what its courses are now",
            description: "For curators and auditors.", security: .staff,
            answers: [.init(status: 200, meaning: "The bulk.", schema: "Bulk")],
            problems: [404]),
        Operation(
            method: "POST", path: "/v1/curation/bulk",
            summary: "Decide about many courses, or see what would become of them",
            description: """
                With `dry_run` nothing changes. A course that is refused hinders no other. \
                `as_of` is when the courses were read: what changed later is refused, a look \
                counts from there.
                """,
            security: .staff, body: "BulkInput",
            answers: [.init(status: 200, meaning: "Course by course.", schema: "BulkOutcome")],
            problems: [422]),
        Operation(
            method: "POST", path: "/v1/curation/bulk/{id}/undo",
            summary: "Take a bulk back where its courses are still what it made of them",
            description: "Within a day.", security: .staff,
            answers: [.init(status: 200, meaning: "Course by course.", schema: "BulkOutcome")],
            problems: [404, 409]),
    ]
}
