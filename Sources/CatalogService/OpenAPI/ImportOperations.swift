import Catalog

/// The catalogue as CSV, out and in.
enum ImportOperations {
    private static let path = "/v1/curation/imports"
    private static let readers = "For curators and auditors."

    static let all: [Operation] = [
        Operation(
            method: "GET", path: "/v1/curation/courses.csv",
            summary: "The catalogue with what curators know of it",
            description: """
                At most 5,000 courses by id; a Link header leads to the next. What a spreadsheet \
                would take for a formula begins with an apostrophe. \(readers)
                """,
            security: .staff,
            parameters: [
                Parameters.query("platform", "Of this platform.", Schemas.text),
                Parameters.query(
                    "state", "In this state.",
                    Schemas.one(of: Course.State.allCases.map(\.rawValue))),
                Parameters.cursor,
            ],
            answers: [
                .init(
                    status: 200, meaning: "A file.", schema: "Text", mediaType: "text/csv",
                    headers: ["Link"])
            ]),
        Operation(
            method: "POST", path: path, summary: "Check a file of changes",
            description: """
                Columns: `id`, and what is to be changed of \
                \(OverrideRules.fields.map(\.rawValue).joined(separator: ", ")); skills are \
                parted by |. An empty field changes nothing, and nothing is changed before it is \
                applied. For curators.
                """,
            security: .staff, body: "Text", bodyMediaType: "text/csv",
            answers: [.init(status: 202, meaning: "It is being checked.", schema: "Import")],
            problems: [409, 422]),
        Operation(
            method: "GET", path: path, summary: "The imports, newest first",
            description: readers, security: .staff,
            parameters: [Parameters.limit, Parameters.cursor],
            answers: [.init(status: 200, meaning: "A page.", schema: "ImportPage")]),
        Operation(
            method: "GET", path: path + "/{id}", summary: "How far an import is",
            description: readers, security: .staff,
            answers: [.init(status: 200, meaning: "The import.", schema: "Import")],
            problems: [404]),
        Operation(
            method: "GET", path: path + "/{id}/entries",
            summary: "What each field would become, or became", description: readers,
            security: .staff,
            parameters: [
                Parameters.query("outcome", "Of this outcome.", outcome), Parameters.limit,
                Parameters.cursor,
            ],
            answers: [
                .init(status: 200, meaning: "By line and column.", schema: "ImportEntryPage")
            ], problems: [404]),
        Operation(
            method: "GET", path: path + "/{id}/errors.csv",
            summary: "What was refused, with line, column and reason", description: readers,
            security: .staff,
            answers: [
                .init(status: 200, meaning: "A file.", schema: "Text", mediaType: "text/csv")
            ], problems: [404]),
        Operation(
            method: "POST", path: path + "/{id}/apply", summary: "Make the checked changes",
            description: """
                Each as if a curator overrode the field: a price may wait for a second person. \
                For curators.
                """,
            security: .staff, body: "ReasonInput",
            answers: [.init(status: 202, meaning: "It is being done.", schema: "Import")],
            problems: [404, 409, 422]),
        Operation(
            method: "POST", path: path + "/{id}/undo", summary: "Take the changes back",
            description: "Except where somebody has changed the field since. For curators.",
            security: .staff,
            answers: [.init(status: 202, meaning: "It is being undone.", schema: "Import")],
            problems: [404, 409]),
    ]

    private static let outcome = Schemas.one(of: ImportEntry.Outcome.allCases.map(\.rawValue))

    static let schemas: [String: JSONValue] = [
        "ImportPage": Schemas.page("Import"),
        "Import": Schemas.object(
            [
                "id": Schemas.id("imp"),
                "state": Schemas.one(of: CourseImport.State.allCases.map(\.rawValue)),
                "author": Schemas.text, "created_at": Schemas.time, "finished_at": Schemas.time,
                "reason": Schemas.text, "rows": Schemas.count, "line": Schemas.count,
                "counts": Schemas.whole(
                    Dictionary(
                        uniqueKeysWithValues: ImportEntry.Outcome.allCases.map {
                            ($0.rawValue, Schemas.count)
                        })),
            ], required: ["id", "state", "author", "created_at", "rows", "line", "counts"]),
        "ImportEntryPage": Schemas.page("ImportEntry"),
        "ImportEntry": Schemas.object(
            [
                "line": Schemas.count, "column": Schemas.text, "course_id": Schemas.text,
                "outcome": outcome, "old": Schemas.text, "new": Schemas.text,
                "detail": Schemas.text,
            ], required: ["line", "column", "course_id", "outcome"]),
    ]
}
