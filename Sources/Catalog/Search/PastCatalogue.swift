import SQL

/// The catalogue of a past moment, in the JSON that today's has. It is read from the store, not
/// from a snapshot: it cannot be searched, and it comes by id.
public struct PastCatalogue: Sendable {
    private let platformNames: [String: String]
    private let regions: [String: String]

    public init(platformNames: [String: String], regions: [String: String]) {
        self.platformNames = platformNames
        self.regions = regions
    }

    /// `{as_of, items, next_cursor}` with cards as `GET /v1/courses` has them.
    public func page(
        asOf moment: Instant, platform: String?, after cursor: Identifier<Course>?, limit: Int,
        language: LabelLanguage, from database: any Database
    ) throws -> [UInt8] {
        let (courses, next) = try CourseHistoryStore(database).page(
            asOf: moment, platform: platform, after: cursor, limit: limit)
        let cards = try json(asOf: moment, from: database)
        var text = JSONText()
        text.open("{")
        text.member("as_of", moment.description)
        text.key("items")
        text.open("[")
        for (index, course) in courses.enumerated() {
            if index > 0 { text.comma() }
            text.bytes += cards.card(course)
            text.bytes += cards.ending(cards.category(course.categoryID), language: language)
        }
        text.close("]")
        text.member("next_cursor", next?.value)
        text.close("}")
        return text.bytes
    }

    /// The course as `GET /v1/courses/{id}` shows it; nil where it was not published then.
    public func course(
        idOrSlug key: String, asOf moment: Instant, language: LabelLanguage,
        from database: any Database
    ) throws -> [UInt8]? {
        let course = try CourseHistoryStore(database).course(idOrSlug: key, asOf: moment)
        guard let course else { return nil }
        return try json(asOf: moment, from: database).detail(course, language: language)
    }

    private func json(asOf moment: Instant, from database: any Database) throws -> CourseJSON {
        let categories = try CategoryStore(database).all()
        return CourseJSON(
            CatalogContents(
                courses: [],
                categories: categories.map {
                    SearchCategory(id: $0.id, indonesian: $0.name.id, english: $0.name.en)
                }, platformNames: platformNames, regions: regions,
                settings: SearchSettings()), at: moment)
    }
}
