import Catalog

/// The catalogue, for everyone.
enum CatalogueOperations {
    static let all: [Operation] = [
        Operation(
            method: "GET", path: "/v1/courses",
            summary: "Search and browse the published courses",
            description: """
                Full-text search in Indonesian and English that forgives typing errors \
                (`corrected_query` says what was searched for instead). Within a facet several \
                values mean or, across facets and; each facet is counted without its own choice. \
                With `as_of` it is the catalogue of that moment, by id, which takes only \
                `platform`, `limit` and `cursor` beside it and has neither facets nor ratings.
                """,
            parameters: [
                Parameters.query("q", "Words to look for.", ["type": "string", "maxLength": 200])
            ] + facets + [
                Parameters.query(
                    "price_max", "Highest price in rupiah.",
                    ["type": "integer", "minimum": 0, "maximum": 999_999_999_999_999]),
                Parameters.query(
                    "sort", "Order; `relevance` where there is a `q`, else `newest`.",
                    ["enum": .array(CatalogSort.allCases.map { .string($0.rawValue) })]),
                Parameters.limit, Parameters.cursor, Parameters.asOf, Parameters.language,
                Parameters.ifNoneMatch,
            ],
            answers: [
                .init(
                    status: 200, meaning: "A page, with facets.", schema: "CoursePageOfAnyTime",
                    headers: ["ETag", "Link", "Content-Language"]),
                unchanged,
            ]),
        Operation(
            method: "GET", path: "/v1/courses/{id}", summary: "One course, by id or slug",
            parameters: [
                Parameters.asOf, Parameters.language, Parameters.ifNoneMatch,
            ],
            answers: [
                .init(
                    status: 200, meaning: "The course.", schema: "Course", headers: ["ETag"]),
                unchanged,
            ], problems: [404]),
        Operation(
            method: "GET", path: "/v1/suggest", summary: "Suggestions while typing",
            parameters: [
                Parameters.query(
                    "q", "What is typed so far.", ["type": "string", "maxLength": 200]),
                Parameters.language, Parameters.ifNoneMatch,
            ],
            answers: [
                .init(status: 200, meaning: "At most 8.", schema: "Suggestions"), unchanged,
            ]),
        Operation(
            method: "GET", path: "/v1/platforms", summary: "The partner platforms",
            parameters: [Parameters.ifNoneMatch],
            answers: [
                .init(status: 200, meaning: "All of them.", schema: "Platforms"), unchanged,
            ]),
        Operation(
            method: "GET", path: "/v1/categories", summary: "The categories",
            parameters: [Parameters.language, Parameters.ifNoneMatch],
            answers: [
                .init(status: 200, meaning: "All of them.", schema: "Categories"), unchanged,
            ]),
    ]

    private static let unchanged = Operation.Answer(status: 304, meaning: "Nothing changed.")

    private static let facets = CatalogFacet.allCases.map { facet in
        Parameters.query(
            facet.rawValue, "Repeat it, or separate values by commas, to choose several.",
            [
                "type": "array", "maxItems": 20,
                "items": ["type": "string", "maxLength": 40, "pattern": "^[a-z0-9-]*$"],
            ], explode: true)
    }
}
