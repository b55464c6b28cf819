import Catalog

/// The operators' overview.
enum OverviewOperations {
    static let all: [Operation] = [
        Operation(
            method: "GET", path: "/v1/staff/overview",
            summary: "Orders, completions and incentives by week, platform, category, province",
            description: """
                Weeks begin on Monday in western time; orders are counted whatever became of them. \
                Counted before `counted_until`, which is seconds to minutes ago. For operators and \
                auditors.
                """,
            security: .staff,
            parameters: [
                Parameters.query(
                    "weeks", "The last so many weeks, the present one among them.",
                    ["type": "integer", "minimum": 1, "maximum": 52])
            ],
            answers: [.init(status: 200, meaning: "The figures.", schema: "Overview")])
    ]

    static let schemas: [String: JSONValue] = [
        "Overview": Schemas.whole([
            "counted_until": Schemas.time,
            "weeks": Schemas.list(
                Schemas.whole(["starts_on": Schemas.day, "figures": figures])),
            "platforms": groups, "categories": groups, "provinces": groups,
        ]),
        "OverviewFigures": Schemas.whole([
            "orders": Schemas.count, "order_total": Schemas.rupiah,
            "completions": Schemas.count, "incentives": Schemas.count,
            "incentive_total": Schemas.rupiah,
        ]),
    ]

    private static let figures = Schemas.reference("OverviewFigures")
    private static let groups = Schemas.list(
        Schemas.whole(["id": Schemas.text, "name": Schemas.text, "figures": figures]))
}
