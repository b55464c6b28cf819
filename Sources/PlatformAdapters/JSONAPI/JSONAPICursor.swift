import Catalog

/// What the last complete run saw, page by page, so that an unchanged page costs a 304.
struct JSONAPICursor: Codable, Equatable {
    /// A larger one is not kept: the next run then reads everything.
    static let bytesMax = 16 << 20
    private static let currentVersion = 1

    struct Page: Codable, Equatable {
        var address: String
        var validators: Validators
        /// The address of the next page; nil on the last.
        var next: String?
        /// Courses that were taken from the page.
        var ids: [String]
        /// Ids and reasons of the records that were not.
        var rejects: [[String]]
    }

    var version = JSONAPICursor.currentVersion
    var pageSize: Int
    var pages: [Page]

    /// A cursor of another version, or a damaged one, is none.
    static func read(_ bytes: [UInt8]?) -> JSONAPICursor? {
        guard let bytes, bytes.count <= bytesMax,
            let cursor = try? JSON.decode(JSONAPICursor.self, from: bytes),
            cursor.version == currentVersion
        else { return nil }
        return cursor
    }

    init(pageSize: Int, pages: [Page]) {
        self.pageSize = pageSize
        self.pages = pages
    }

    /// Nil when it would be too large, or when the platform gave no validators at all.
    var bytes: [UInt8]? {
        guard pages.contains(where: { !$0.validators.isEmpty }) else { return nil }
        let bytes = JSON.encode(self)
        return bytes.count <= Self.bytesMax ? bytes : nil
    }
}
