import Catalog

extension PlatformConfiguration.Dialect {
    public static let jsonapi = Self(
        name: "jsonapi", credentials: ["client_id", "client_secret", "token_url"],
        needsWebhookSecret: true)
}

/// A platform that speaks JSON:API 1.1 with the cursor pagination profile, behind OAuth 2 client
/// credentials.
public struct JSONAPIAdapter: DialectAdapter {
    static let dialect = PlatformConfiguration.Dialect.jsonapi
    static let mediaType = "application/vnd.api+json"
    static let pageSizeDefault = 100
    static let pagesMax = 10_000
    /// How often a run may be told that its pages are too large.
    static let shrinksMax = 3

    public let id: String
    let connection: PlatformConnection

    init(_ parts: AdapterParts) throws(PlatformConfigurationFault) {
        id = parts.configuration.id
        connection = try parts.tokenConnection()
    }

    /// Reads the pages one after another. What was remembered of a page is asked about with its
    /// validators: a 304 stands for the courses remembered, and the walk goes on where the page
    /// led. So the end is always complete.
    public func catalogue(
        since cursor: [UInt8]?, deliver: (CataloguePage) async throws -> Void
    ) async throws(PlatformFailure) -> CatalogueEnd {
        let remembered = JSONAPICursor.read(cursor)
        var pageSize = remembered?.pageSize ?? Self.pageSizeDefault
        var walk = JSONAPIWalk(
            connection: connection, platformID: id, remembered: remembered?.pages ?? [])
        for _ in 0...Self.shrinksMax {
            let first = connection.base.below(
                ["courses"],
                query: [("include", "provider,category"), ("page[size]", String(pageSize))])
            switch try await walk.run(from: first, deliver: deliver) {
            case .end(let pages):
                let cursor = JSONAPICursor(pageSize: pageSize, pages: pages)
                return walk.delivery.end(isComplete: true, cursor: cursor.bytes)
            case .pageTooLarge(let max):
                guard max < pageSize else {
                    throw .malformed("pages of \(pageSize) refused, yet \(max) are allowed")
                }
                pageSize = max
            case .memoryStale: walk.forget()
            }
        }
        throw .malformed("the platform takes no page size")
    }
}
