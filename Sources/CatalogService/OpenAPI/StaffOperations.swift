/// What staff ask about platforms, and decide about courses.
enum StaffOperations {
    static let all: [Operation] = [
        Operation(
            method: "GET", path: "/v1/platforms/{id}/health", summary: "How a platform is doing",
            description: """
                Its calls of the last quarter of an hour, its circuit breaker, whether our \
                credentials are accepted, its syncs, its callbacks and what it is owed. For staff.
                """,
            security: .staff,
            answers: [.init(status: 200, meaning: "Its health.", schema: "PlatformHealth")],
            problems: [404]),
        Operation(
            method: "GET", path: "/v1/platforms/{id}/syncs", summary: "What each sync did",
            description: "For staff.", security: .staff,
            parameters: [Parameters.limit, Parameters.cursor],
            answers: [.init(status: 200, meaning: "Newest first.", schema: "SyncPage")],
            problems: [404]),
        Operation(
            method: "GET", path: "/v1/platforms/{id}/syncs/{n}",
            summary: "One sync with its notes, by number or id",
            description: """
                `notes` name each record that was rejected or held, with the reason, and what a \
                held change would be. For staff.
                """,
            security: .staff,
            answers: [.init(status: 200, meaning: "The sync.", schema: "Sync")],
            problems: [404]),
        Operation(
            method: "PUT", path: "/v1/courses/{id}/fixed-price",
            summary: "Fix a course's price, whatever its platform asks",
            description: """
                No sync changes it until it is released. What raises it, or lowers it much, is \
                proposed to a second curator. For curators.
                """,
            security: .staff, body: "FixedPriceInput",
            answers: [
                .init(status: 200, meaning: "It is fixed.", schema: "FixedPrice"),
                .init(status: 202, meaning: "It is proposed.", schema: "CurationOutcome"),
            ],
            problems: [404, 422]),
        Operation(
            method: "DELETE", path: "/v1/courses/{id}/fixed-price",
            summary: "Let the platform's price hold again", description: "For curators.",
            security: .staff, answers: [.init(status: 204, meaning: "It is released.")],
            problems: [404]),
        Operation(
            method: "GET", path: "/v1/courses/{id}/changes",
            summary: "What changed in a course, field by field", description: "For staff.",
            security: .staff,
            answers: [
                .init(status: 200, meaning: "The newest 100.", schema: "CourseChanges")
            ], problems: [404]),
    ]
}
