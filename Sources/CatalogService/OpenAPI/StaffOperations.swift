import Catalog

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
            method: "POST", path: "/v1/platforms/{id}/syncs", summary: "Start a sync",
            description: """
                `full` reads everything again; `accept` applies what the plausibility rules would \
                hold: look at it first. The sync's record tells what became of it. For operators \
                and chief curators.
                """,
            security: .staff, body: "SyncStart",
            answers: [.init(status: 202, meaning: "It begins.", schema: "State")],
            problems: [404, 409, 422]),
        Operation(
            method: "GET", path: "/v1/platforms/{id}/events",
            summary: "What a platform told us, and what became of it",
            description: """
                Newest first; a page may be empty and yet not the last. For operators, auditors, \
                and the platform's partner.
                """,
            security: .staff,
            parameters: [
                Parameters.query(
                    "verdict", "Those judged so.",
                    Schemas.one(of: CompletionFinding.Verdict.allCases.map(\.rawValue))),
                Parameters.limit, Parameters.cursor,
            ],
            answers: [.init(status: 200, meaning: "A page.", schema: "KeptEventPage")],
            problems: [404]),
        Operation(
            method: "GET", path: "/v1/platforms/{id}/events/{event}",
            summary: "One event; for operators and auditors with its body as it came",
            security: .staff,
            answers: [.init(status: 200, meaning: "The event.", schema: "KeptEvent")],
            problems: [404]),
        Operation(
            method: "POST", path: "/v1/platforms/{id}/events/{event}/judgement",
            summary: "Judge an event again by what is known now",
            description: """
                Of those that fit no order or contradict what is known; it is judged as it was \
                received. For operators.
                """,
            security: .staff,
            answers: [.init(status: 200, meaning: "What became of it.", schema: "Judgement")],
            problems: [404, 409]),
        Operation(
            method: "GET", path: "/v1/platforms/{id}/refusals",
            summary: "The last callbacks that were not let in, and why",
            description: """
                The last 50 since this instance started; their bodies are not kept. For operators, \
                auditors, and the platform's partner.
                """,
            security: .staff,
            answers: [.init(status: 200, meaning: "Newest first.", schema: "Refusals")],
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
