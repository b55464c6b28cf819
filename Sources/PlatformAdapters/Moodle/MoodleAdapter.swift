import Catalog

extension PlatformConfiguration.Dialect {
    public static let moodle = Self(
        name: "moodle", credentials: ["token"])
}

/// A platform that is a Moodle site, spoken to by its web services (REST protocol, JSON format).
public struct MoodleAdapter: DialectAdapter {
    static let dialect = PlatformConfiguration.Dialect.moodle
    /// Listings handed over at a time.
    static let listingsPerPage = 500

    public let id: String
    let service: MoodleService
    /// Short names of custom course fields, by what they hold.
    let customFields: [String: String]

    init(_ parts: AdapterParts) throws(PlatformConfigurationFault) {
        id = parts.configuration.id
        customFields = parts.configuration.customFields
        service = MoodleService(
            connection: parts.connection(try parts.base(), .none),
            token: try parts.credential("token"))
    }

    /// Reads all courses that the token's owner may see; the protocol has neither pages nor a way
    /// to ask for changes.
    public func catalogue(
        since cursor: [UInt8]?, deliver: (CataloguePage) async throws -> Void
    ) async throws(PlatformFailure) -> CatalogueEnd {
        var budget = service.connection.catalogueBudget()
        var delivery = CatalogueDelivery()
        let answer = try await service.value(
            of: MoodleCall(.read, "core_course_get_courses_by_field"), budget: &budget)
        delivery.count(answer.source)
        guard case .array(let courses)? = answer.value["courses"] else {
            throw .malformed("the answer has no list `courses`")
        }
        let reader = RecordReader(platformID: id)
        let base = service.connection.base
        var seen: Set<String> = []
        var records: [SourceRecord] = []
        for (index, value) in courses.enumerated() {
            let course = MoodleCourse(value: value, customFields: customFields, base: base)
            if course.isOffered { records.append(course.record(place: "course \(index + 1)")) }
            if records.count == Self.listingsPerPage || index == courses.count - 1 {
                try await delivery.hand(reader.page(of: records, seen: &seen), to: deliver)
                records = []
            }
        }
        return delivery.end(isComplete: true, cursor: nil)
    }
}
