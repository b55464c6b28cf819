import Catalog

extension PlatformConfiguration.Dialect {
    public static let odata = Self(
        name: "odata", credentials: ["client_id", "client_secret", "token_url"])
}

/// A platform that speaks OData 4.0 or 4.01 in JSON, with the entities of Microsoft Graph's
/// `learningContent` and `learningCourseActivity`, behind OAuth 2 client credentials.
public struct ODataAdapter: DialectAdapter {
    static let dialect = PlatformConfiguration.Dialect.odata
    static let pagesMax = 10_000
    static let pageSize = 200
    /// How often one run may begin anew because its links have expired.
    static let restartsMax = 2
    /// Version 4.0 is the most that we ask for; a 4.01 answer is read as well. `$top` would cut
    /// off the result, so the page's size is a preference.
    static let headers: [(name: String, value: String)] = [
        ("Accept", "application/json"), ("OData-MaxVersion", "4.0"),
        ("Prefer", "odata.maxpagesize=\(pageSize)"),
    ]

    public let id: String
    let connection: PlatformConnection

    init(_ parts: AdapterParts) throws(PlatformConfigurationFault) {
        id = parts.configuration.id
        connection = try parts.tokenConnection()
    }

    /// Follows the delta link of the last run. Without one it asks for what was modified since,
    /// and reads everything now and then, for only that tells what was removed. An expired link
    /// (410) leads to everything, too.
    public func catalogue(
        since cursor: [UInt8]?, deliver: (CataloguePage) async throws -> Void
    ) async throws(PlatformFailure) -> CatalogueEnd {
        let now = connection.clock.now()
        let known = ODataCursor.read(cursor)
        var walk = ODataWalk(connection: connection, platformID: id, latest: known?.latest)
        if let known, let start = known.start(below: connection.base, now: now) {
            if case .end(let delta) = try await walk.run(
                from: start, isWhole: false, deliver: deliver)
            {
                let next = ODataCursor(
                    deltaLink: delta?.text, latest: walk.latest, wholeAt: known.wholeAt)
                return walk.delivery.end(isComplete: false, cursor: JSON.encode(next))
            }
        }
        guard let first = ODataAddress.courses(below: connection.base) else {
            throw .malformed("base_url is too long")
        }
        var words = ""
        for _ in 0...Self.restartsMax {
            switch try await walk.run(from: first, isWhole: true, deliver: deliver) {
            case .expired(let reason): words = reason
            case .end(let delta):
                let next = ODataCursor(
                    deltaLink: delta?.text, latest: walk.latest, wholeAt: now.milliseconds)
                return walk.delivery.end(isComplete: true, cursor: JSON.encode(next))
            }
        }
        throw .malformed("the pages expire before they are read: \(words)")
    }
}
