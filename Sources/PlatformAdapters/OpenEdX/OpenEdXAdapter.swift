import Catalog

extension PlatformConfiguration.Dialect {
    public static let openedx = Self(
        name: "openedx", credentials: ["client_id", "client_secret"])
}

/// A platform that speaks the REST APIs of Open edX: the catalogue of course-discovery, and the
/// enrolment and certificate APIs of the LMS, behind OAuth 2 client credentials with JWT tokens.
public struct OpenEdXAdapter: DialectAdapter {
    static let dialect = PlatformConfiguration.Dialect.openedx
    static let pageSize = 100
    static let pagesMax = 10_000

    public let id: String
    let connection: PlatformConnection

    init(_ parts: AdapterParts) throws(PlatformConfigurationFault) {
        let base = try parts.base()
        // Some versions name the type of a JWT `bearer` in the answer; it is sent as JWT to all.
        let form = AccessTokenForm(
            parameters: [("token_type", "jwt")], tokenTypes: ["jwt", "bearer"], beginsInForm: true)
        let tokens = try parts.tokens(from: base.below(["oauth2", "access_token"]), form: form)
        id = parts.configuration.id
        connection = parts.connection(base, .tokens(tokens, scheme: "JWT"))
    }

    /// Reads all pages. The server may stand behind another name than the one it gives itself, so
    /// a next link counts by its query alone.
    ///
    /// Pages by offset shift when a course goes away between two of them, and one is skipped then:
    /// where the pages held fewer courses than were counted, the end is not complete, so that
    /// nothing is taken off for not having been seen.
    public func catalogue(
        since cursor: [UInt8]?, deliver: (CataloguePage) async throws -> Void
    ) async throws(PlatformFailure) -> CatalogueEnd {
        var budget = connection.catalogueBudget()
        var delivery = CatalogueDelivery()
        let reader = RecordReader(platformID: id)
        var seen: Set<String> = []
        var visited: Set<String> = []
        var read = 0
        var counted = 0
        let first = connection.base.below(
            ["api", "v1", "courses", ""],
            query: [("limit", String(Self.pageSize)), ("offset", "0")])
        var address: HTTPAddress? = first
        while let current = address {
            guard visited.insert(current.text).inserted else {
                throw .malformed("the pages lead round in a circle: \(current.target)")
            }
            guard visited.count <= Self.pagesMax else {
                throw .malformed("more than \(Self.pagesMax) pages")
            }
            let answer = try await connection.send(
                PlatformConnection.Call(
                    method: "GET", address: current,
                    headers: [(name: "Accept", value: "application/json")]), budget: &budget)
            delivery.count(answer)
            guard answer.status == 200 else {
                throw .malformed("\(current.target): \(AnswerWords.read(answer))")
            }
            let page = try OpenEdXPage(answer.body)
            let records = page.results.enumerated().map { index, course in
                OpenEdXCourse(value: course, now: connection.clock.now())
                    .record(place: "page \(visited.count), item \(index + 1)")
            }
            try await delivery.hand(reader.page(of: records, seen: &seen), to: deliver)
            read += records.count
            counted = max(counted, page.count ?? 0)
            address = try page.next.map { next throws(PlatformFailure) in
                try Self.address(of: next, on: first)
            }
        }
        return delivery.end(isComplete: read >= counted, cursor: nil)
    }

    private static func address(
        of next: String, on first: HTTPAddress
    ) throws(PlatformFailure) -> HTTPAddress {
        guard let query = first.resolving(next)?.query, !query.isEmpty else {
            throw .malformed("next is no link to a page: \(next.prefix(200))")
        }
        return HTTPAddress(origin: first.origin, path: first.path, query: query)
    }

    /// The address of a path below the base. Keys of courses stay as Open edX writes them
    /// (`course-v1:edX+DemoX+2026`): what a path may hold is not encoded (RFC 3986, section 3.3).
    func address(_ segments: [String], endsInSlash: Bool = false) -> HTTPAddress {
        var path = connection.base.path
        while path.hasSuffix("/") { path.removeLast() }
        for segment in segments { path += "/" + Self.pathPart(segment) }
        return HTTPAddress(
            origin: connection.base.origin, path: path + (endsInSlash ? "/" : ""), query: nil)
    }

    private static func pathPart(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            "/!$&'()*+,;=:@".unicodeScalars.contains(scalar)
                ? String(scalar) : HTTPAddress.component(String(scalar))
        }.joined()
    }
}

/// A page as Django REST framework paginates: `{count, next, previous, results}`, or with all but
/// the results in `pagination`, as the LMS does it.
struct OpenEdXPage {
    let results: [JSONValue]
    /// How many courses all pages hold together; nil where it is not said.
    let count: Int?
    let next: String?

    init(_ bytes: [UInt8]) throws(PlatformFailure) {
        let value: JSONValue
        do throws(JSONFault) {
            value = try JSON.decode(JSONValue.self, from: bytes)
        } catch {
            throw .malformed("the page is \(error.problem)")
        }
        guard case .array(let results)? = value["results"] else {
            throw .malformed("the page has no list `results`")
        }
        self.results = results
        let pager = value["pagination"] ?? value
        count = pager["count"]?.wholeNumber(inText: false).map { Int(clamping: $0) }
        switch pager["next"] {
        case nil, .null?, .string("")?: next = nil
        case .string(let reference)?: next = reference
        default: throw .malformed("next is not a link")
        }
    }
}
