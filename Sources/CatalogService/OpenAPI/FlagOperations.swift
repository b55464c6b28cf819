import Catalog

/// The curators' queue of flags, and what participants report.
enum FlagOperations {
    private static let filters: [JSONValue] = [
        Parameters.query(
            "state", "`open` where it is left out.",
            Schemas.one(of: Flag.State.allCases.map(\.rawValue) + ["all"])),
        Parameters.query(
            "rule", "Of this rule.", Schemas.one(of: FlagRule.allCases.map(\.rawValue))),
        Parameters.query("platform", "Of this platform's courses.", Schemas.text),
        Parameters.query("course", "Of this course.", Schemas.id("crs")),
    ]

    static let all: [Operation] = [
        Operation(
            method: "POST", path: "/v1/courses/{id}/reports", summary: "Report a course",
            description: "A second report of the same participant replaces the first.",
            security: .participant, body: "ReportInput",
            answers: [.init(status: 201, meaning: "Curators see it.", schema: "Report")],
            problems: [404, 422]),
        Operation(
            method: "GET", path: "/v1/curation/flag-rules",
            summary: "The flag rules, and how many courses each has flagged",
            description: "For curators and auditors.", security: .staff,
            answers: [.init(status: 200, meaning: "All rules.", schema: "FlagRules")]),
        Operation(
            method: "GET", path: "/v1/curation/flags", summary: "The flags, newest first",
            description: "For curators and auditors.", security: .staff,
            parameters: filters + [Parameters.limit, Parameters.cursor],
            answers: [.init(status: 200, meaning: "A page.", schema: "FlagPage")]),
        Operation(
            method: "GET", path: "/v1/curation/flags/{id}", summary: "One flag",
            description: "For curators and auditors.", security: .staff,
            answers: [
                .init(status: 200, meaning: "The flag.", schema: "Flag", headers: ["ETag"])
            ], problems: [404]),
        Operation(
            method: "PUT", path: "/v1/curation/flags/{id}/dismissal",
            summary: "Say why a flag is no matter",
            description: """
                Holds until the facts change. If-Match is needed: it names the facts that were \
                seen. For curators.
                """,
            security: .staff, parameters: [Parameters.ifMatch], body: "ReasonInput",
            answers: [
                .init(status: 200, meaning: "It is dismissed.", schema: "Flag", headers: ["ETag"])
            ], problems: [404, 409, 412, 422, 428]),
        Operation(
            method: "DELETE", path: "/v1/curation/flags/{id}/dismissal",
            summary: "Take a dismissal back", description: "For curators.", security: .staff,
            answers: [
                .init(status: 200, meaning: "It is open.", schema: "Flag", headers: ["ETag"])
            ], problems: [404, 409]),
        Operation(
            method: "GET", path: "/v1/curation/courses/{id}/public-price",
            summary: "What a course costs outside the programme",
            description: "For curators and auditors.", security: .staff,
            answers: [.init(status: 200, meaning: "As seen.", schema: "PublicPrice")],
            problems: [404]),
        Operation(
            method: "PUT", path: "/v1/curation/courses/{id}/public-price",
            summary: "Note what a course costs outside the programme",
            description: "A course that costs more is flagged at once. For curators.",
            security: .staff, body: "PublicPriceInput",
            answers: [.init(status: 200, meaning: "It is noted.", schema: "PublicPrice")],
            problems: [404, 422]),
        Operation(
            method: "DELETE", path: "/v1/curation/courses/{id}/public-price",
            summary: "Forget a public price", description: "For curators.", security: .staff,
            answers: [.init(status: 204, meaning: "It is forgotten.")], problems: [404]),
    ]

    // MARK: - Schemas

    private static let rule = Schemas.one(of: FlagRule.allCases.map(\.rawValue))
    private static let label = Schemas.whole(["id": Schemas.text, "en": Schemas.text])
    private static let reasons = Schemas.one(of: ReportReason.allCases.map(\.rawValue))

    private static func text(_ least: Int, _ most: Int) -> JSONValue {
        [
            "type": "string", "minLength": .integer(Int64(least)),
            "maxLength": .integer(Int64(most)),
        ]
    }

    static let schemas: [String: JSONValue] = [
        "ReportInput": Schemas.input(
            ["reason": reasons, "text": text(CourseReport.textMin, CourseReport.textMax)],
            required: ["reason", "text"]),
        "Report": Schemas.whole([
            "id": Schemas.id("rpt"), "course_id": Schemas.id("crs"), "reason": reasons,
            "text": Schemas.text, "reported_at": Schemas.time,
        ]),
        "FlagRules": Schemas.whole(["items": Schemas.list(Schemas.reference("FlagRule"))]),
        "FlagRule": Schemas.whole([
            "id": rule, "label": label, "meaning": label, "open": Schemas.count,
            "dismissed": Schemas.count,
        ]),
        "FlagPage": Schemas.page("Flag"),
        "Flag": Schemas.object(
            [
                "id": Schemas.id("flg"), "rule": rule, "label": label,
                "state": Schemas.one(of: Flag.State.allCases.map(\.rawValue)),
                "course": Schemas.object(
                    [
                        "id": Schemas.id("crs"), "slug": Schemas.text, "title": Schemas.text,
                        "platform": Schemas.text, "state": Schemas.text,
                        "price": Schemas.rupiah,
                    ], required: ["id", "slug", "title", "platform", "state"]),
                "evidence": Schemas.list(Schemas.reference("FlagFact")),
                "raised_at": Schemas.time, "changed_at": Schemas.time,
                "dismissal": Schemas.whole([
                    "reason": Schemas.text, "author": Schemas.text, "at": Schemas.time,
                ]),
            ],
            required: [
                "id", "rule", "label", "state", "course", "evidence", "raised_at", "changed_at",
            ]),
        "FlagFact": Schemas.object(
            [
                "name": Schemas.one(of: FlagFact.Name.allCases.map(\.rawValue)),
                "label": label, "kind": Schemas.one(of: FlagFact.Kind.allCases.map(\.rawValue)),
                "number": [
                    "type": "integer", "description": "Rupiah, minutes, per cent or a count.",
                ],
                "text": Schemas.text, "english": Schemas.text, "course_id": Schemas.id("crs"),
                "at": Schemas.time,
            ], required: ["name", "label", "kind"]),
        "PublicPriceInput": Schemas.input(
            ["price": Schemas.rupiah, "url": Schemas.text], required: ["price", "url"]),
        "PublicPrice": Schemas.whole([
            "price": Schemas.rupiah, "url": Schemas.text, "author": Schemas.text,
            "seen_at": Schemas.time,
        ]),
    ]
}
