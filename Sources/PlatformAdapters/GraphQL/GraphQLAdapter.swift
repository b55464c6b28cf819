import Catalog

extension PlatformConfiguration.Dialect {
    public static let graphql = Self(
        name: "graphql", credentials: ["token", "jwks_url"])
}

/// A platform that speaks GraphQL over HTTP with Relay cursor connections, and signs its callbacks
/// with a detached JWS.
public struct GraphQLAdapter: DialectAdapter {
    static let dialect = PlatformConfiguration.Dialect.graphql
    /// Courses asked for at a time; smaller ones only where the first is refused.
    static let pageSizes = [100, 50, 20, 5]
    static let pagesMax = 10_000
    /// How often a page that comes with errors is asked for again.
    static let againMax = 2
    /// Changes are asked for from so long before the latest one that we know: what was written at
    /// that time may have become visible later.
    static let overlap = Span.minutes(5)
    /// Everything is read again after so long, however well changes are told.
    static let fullSpan = Span.hours(24)
    static let signatureHeaderDefault = "X-Signature"

    public let id: String
    let connection: PlatformConnection
    let keys: JWKSCache
    /// In lower case.
    let signatureHeader: String

    init(_ parts: AdapterParts) throws(PlatformConfigurationFault) {
        let configuration = parts.configuration
        id = configuration.id
        connection = parts.connection(try parts.base(), .fixed(try parts.credential("token")))
        keys = JWKSCache(address: try parts.webAddress("jwks_url"), tools: parts.tools)
        signatureHeader =
            (configuration.signatureHeader ?? Self.signatureHeaderDefault).lowercased()
    }

    var endpoint: GraphQLEndpoint { GraphQLEndpoint(connection: connection) }

    /// Reads what changed, and everything where the platform's count of its courses does not fit
    /// what we then know: a change list does not tell what went.
    public func catalogue(
        since cursor: [UInt8]?, deliver: (CataloguePage) async throws -> Void
    ) async throws(PlatformFailure) -> CatalogueEnd {
        let now = connection.clock.now()
        let known = GraphQLCursor.read(cursor)
        var walk = GraphQLWalk(
            connection: connection, platformID: id,
            pageSize: known?.pageSize ?? Self.pageSizes[0])
        if let known, now < Instant(milliseconds: known.fullAt) + Self.fullSpan {
            let newest = Instant(milliseconds: known.newest)
            do throws(PlatformFailure) {
                try await walk.run(since: newest - Self.overlap, deliver: deliver)
            } catch .malformed {
                // Perhaps it cannot tell changes: it is asked for everything.
            }
            let ids = walk.ids.union(known.ids)
            if walk.total == ids.count, !walk.isPartial, !walk.lacksTimes {
                let next = GraphQLCursor(
                    pageSize: known.pageSize, newest: min(max(newest, walk.newest ?? newest), now),
                    fullAt: Instant(milliseconds: known.fullAt), ids: ids)
                return walk.delivery.end(isComplete: false, cursor: next.bytes)
            }
        }
        try await walk.run(since: nil, deliver: deliver)
        var next: GraphQLCursor?
        if let newest = walk.newest, !walk.isPartial, !walk.lacksTimes {
            next = GraphQLCursor(
                pageSize: walk.pageSize, newest: min(newest, now), fullAt: now, ids: walk.ids)
        }
        return walk.delivery.end(isComplete: !walk.isPartial, cursor: next?.bytes)
    }
}
