import Cryptography

/// The catalogue at one moment, in memory and immutable: it answers all reads of courses without
/// the database. Only published courses are in it.
///
/// What depends on the time (the next schedule, provinces of schedules to come, `starts_soon`)
/// is as of ``builtAt``: build anew when the catalogue changes, and now and then even if not.
/// Seats are as of the build too; an order decides by the store.
public final class CatalogSnapshot: Sendable {
    public static let cacheEntriesMax = 2_000

    public let version: Int64
    public let builtAt: Instant
    /// By id, ascending; a course's position here is its bit.
    let courses: [Course]
    let index: SearchIndex
    let facets: FacetIndex
    let vocabulary: FacetVocabulary
    let suggestions: SuggestionIndex
    let json: CourseJSON
    /// All cards without their endings, by position.
    let cards: JoinedBytes
    /// By course position, as ``CourseJSON`` numbers them.
    let categories: [Int]
    /// By ``CatalogSort``; empty for relevance.
    let orders: [CatalogSort: CourseOrder]
    /// Differs between snapshots that might answer differently.
    let identity: [UInt8]
    let pages = PageCache<CatalogPage>(entriesMax: cacheEntriesMax)
    let details = PageCache<EncodedBody>(entriesMax: cacheEntriesMax)
    private let positionsByID: [String: Int32]
    private let positionsBySlug: [String: Int32]

    /// Builds all indexes; about 0.1 s for 1,000 courses.
    /// - Parameter version: of the catalogue in the store; never the same for other contents.
    public init(_ contents: CatalogContents, version: Int64, builtAt: Instant) {
        self.version = version
        self.builtAt = builtAt
        let courses = contents.courses.filter { $0.state == .published }
            .sorted { $0.id < $1.id }
        let json = CourseJSON(contents, at: builtAt)
        vocabulary = FacetVocabulary(contents, courses: courses)
        facets = FacetIndex(vocabulary, courses: courses, at: builtAt)
        let documents = SearchDocuments(contents)
        let index = SearchIndex(courses.map(documents.document), settings: contents.settings)
        suggestions = SuggestionIndex(courses, contents.categories, in: index)
        self.index = index
        var cards = JoinedBytes()
        var byID: [String: Int32] = [:]
        var bySlug: [String: Int32] = [:]
        for (position, course) in courses.enumerated() {
            cards.append(json.card(course))
            byID[course.id.value] = Int32(position)
            bySlug[course.slug] = Int32(position)
        }
        var orders: [CatalogSort: CourseOrder] = [:]
        let next = courses.map { json.nextSchedule(of: $0) }
        for sort in CatalogSort.allCases where sort != .relevance {
            orders[sort] = CourseOrder(
                zip(courses, next).map { sort.key(of: $0, nextSchedule: $1)! })
        }
        identity = SHA256.digest(
            Array("\(version) \(builtAt.milliseconds) ".utf8) + cards.bytes)
        self.courses = courses
        self.json = json
        self.cards = cards
        categories = courses.map { json.category($0.categoryID) }
        self.orders = orders
        positionsByID = byID
        positionsBySlug = bySlug
    }

    public var courseCount: Int { courses.count }

    /// So many courses from a place on, by id: those that are new come last.
    public func courses(from first: Int, count: Int) -> ArraySlice<Course> {
        courses.dropFirst(max(first, 0)).prefix(max(count, 0))
    }

    /// The published course of that id.
    public func course(_ id: Identifier<Course>) -> Course? {
        positionsByID[id.value].map { courses[Int($0)] }
    }

    /// The published course of that id or slug.
    public func course(idOrSlug text: String) -> Course? {
        (positionsByID[text] ?? positionsBySlug[text]).map { courses[Int($0)] }
    }

    /// The body of `GET /v1/courses/{id or slug}`; nil where there is no such published course.
    public func detail(idOrSlug text: String, language: LabelLanguage) -> EncodedBody? {
        guard let course = course(idOrSlug: text) else { return nil }
        return details.page(language.rawValue + course.id.value) {
            let bytes = json.detail(course, language: language)
            return EncodedBody(bytes: bytes, etag: Self.etag(of: bytes))
        }
    }

    /// Reads the parameters of `GET /v1/courses`; multiple values of a facet repeated or with
    /// commas. An empty value is none.
    /// - Parameter language: of labels and category names; no parameter of its own.
    /// - Throws: status 400, `invalid_parameter`, with a reason for each parameter that is wrong,
    ///   naming it and the allowed values; names that are no parameters too.
    public func query(
        _ parameters: [(name: String, value: String)], language: LabelLanguage
    ) throws(Refusal) -> CatalogQuery {
        try CatalogQueryParser.query(parameters, language: language, vocabulary: vocabulary)
    }

    /// `"` and 32 hexadecimal digits of SHA-256 and `"`.
    static func etag(of bytes: [UInt8]) -> String {
        "\"" + Hex.encode(Array(SHA256.digest(bytes).prefix(16))) + "\""
    }
}
