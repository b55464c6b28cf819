import Catalog

/// What the last applied runs saw: enough to ask for changes only, and to notice that a course
/// went, which a change list does not tell.
struct GraphQLCursor: Codable, Equatable {
    /// A larger one is not kept: the next run then reads everything.
    static let bytesMax = 16 << 20
    private static let currentVersion = 1

    private var version = GraphQLCursor.currentVersion
    var pageSize: Int
    /// The latest `updatedAt` that we may rely on, in milliseconds since 1970.
    var newest: Int64
    /// When everything was read last, in milliseconds since 1970.
    var fullAt: Int64
    var ids: [String]

    init(pageSize: Int, newest: Instant, fullAt: Instant, ids: Set<String>) {
        self.pageSize = pageSize
        self.newest = newest.milliseconds
        self.fullAt = fullAt.milliseconds
        self.ids = ids.sorted()
    }

    /// A cursor of another version, or a damaged one, is none.
    static func read(_ bytes: [UInt8]?) -> GraphQLCursor? {
        guard let bytes, bytes.count <= bytesMax,
            let cursor = try? JSON.decode(GraphQLCursor.self, from: bytes),
            cursor.version == currentVersion, GraphQLAdapter.pageSizes.contains(cursor.pageSize)
        else { return nil }
        return cursor
    }

    var bytes: [UInt8]? {
        let bytes = JSON.encode(self)
        return bytes.count <= Self.bytesMax ? bytes : nil
    }
}
