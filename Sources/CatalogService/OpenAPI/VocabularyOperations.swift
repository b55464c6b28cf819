import Catalog

/// The words of the catalogue, as chief curators edit them.
enum VocabularyOperations {
    static let all: [Operation] =
        categories + words("skills", "Skill") + words("synonyms", "Synonyms")

    private static let readers = "For curators and auditors."
    private static let writers = "Live in the catalogue at once. For chief curators."

    private static let categories: [Operation] = [
        Operation(
            method: "GET", path: "/v1/curation/categories",
            summary: "The categories with the words that lead to them", description: readers,
            security: .staff,
            answers: [.init(status: 200, meaning: "All of them.", schema: "CuratedCategories")]),
        Operation(
            method: "GET", path: "/v1/curation/categories/{id}", summary: "One category",
            description: readers, security: .staff,
            answers: [
                .init(
                    status: 200, meaning: "The category.", schema: "CuratedCategory",
                    headers: ["ETag"])
            ], problems: [404]),
        Operation(
            method: "PUT", path: "/v1/curation/categories/{id}",
            summary: "Add a category, or change one",
            description: """
                Courses move to where their platforms' words now lead. If-Match is needed where \
                there is such a category. \(writers)
                """,
            security: .staff, parameters: [Parameters.ifMatch], body: "CategoryInput",
            answers: [
                .init(
                    status: 200, meaning: "It is so.", schema: "CuratedCategory",
                    headers: ["ETag"])
            ], problems: [412, 422, 428]),
        Operation(
            method: "DELETE", path: "/v1/curation/categories/{id}",
            summary: "Remove a category that no course is in", description: writers,
            security: .staff, parameters: [Parameters.ifMatch],
            answers: [.init(status: 204, meaning: "It is removed.")],
            problems: [404, 409, 412, 428]),
    ]

    private static let query = Parameters.query(
        "q", "Of which one word holds this.",
        ["type": "string", "maxLength": .integer(Int64(WordGroup.wordLengthMax))])

    private static func words(_ name: String, _ schema: String) -> [Operation] {
        let path = "/v1/curation/" + name
        func answer(_ status: Int, _ meaning: String) -> Operation.Answer {
            .init(status: status, meaning: meaning, schema: schema, headers: ["ETag"])
        }
        return [
            Operation(
                method: "GET", path: path, summary: "The \(name), newest first",
                description: readers, security: .staff,
                parameters: [query, Parameters.limit, Parameters.cursor],
                answers: [.init(status: 200, meaning: "A page.", schema: schema + "Page")]),
            Operation(
                method: "POST", path: path, summary: "Add \(name)", description: writers,
                security: .staff, body: schema + "Input", answers: [answer(201, "Added.")],
                problems: [409, 422]),
            Operation(
                method: "GET", path: path + "/{id}", summary: "One entry of the \(name)",
                description: readers, security: .staff, answers: [answer(200, "The entry.")],
                problems: [404]),
            Operation(
                method: "PUT", path: path + "/{id}", summary: "Change an entry of the \(name)",
                description: "If-Match is needed. " + writers, security: .staff,
                parameters: [Parameters.ifMatch], body: schema + "Input",
                answers: [answer(200, "Changed.")], problems: [404, 409, 412, 422, 428]),
            Operation(
                method: "DELETE", path: path + "/{id}",
                summary: "Remove an entry of the \(name)",
                description: "If-Match is needed. " + writers, security: .staff,
                parameters: [Parameters.ifMatch],
                answers: [.init(status: 204, meaning: "Removed.")],
                problems: [404, 412, 428]),
        ]
    }

    private static let name = Schemas.input(
        ["id": Schemas.text, "en": Schemas.text], required: ["id", "en"])
    private static let list = Schemas.list(Schemas.text)

    static let schemas: [String: JSONValue] = [
        "CuratedCategories": Schemas.whole([
            "items": Schemas.list(Schemas.reference("CuratedCategory"))
        ]),
        "CuratedCategory": Schemas.whole([
            "id": Schemas.text, "name": name, "words": list, "position": Schemas.count,
            "courses": Schemas.count,
        ]),
        "CategoryInput": Schemas.input(
            ["name": name, "words": list, "position": Schemas.count],
            required: ["name", "words"]),
        "SkillPage": Schemas.page("Skill"),
        "Skill": Schemas.whole([
            "id": Schemas.id("wrd"), "name": Schemas.text, "aliases": list,
        ]),
        "SkillInput": Schemas.input(
            ["name": Schemas.text, "aliases": list], required: ["name", "aliases"]),
        "SynonymsPage": Schemas.page("Synonyms"),
        "Synonyms": Schemas.whole(["id": Schemas.id("wrd"), "words": list]),
        "SynonymsInput": Schemas.input(["words": list], required: ["words"]),
    ]
}
