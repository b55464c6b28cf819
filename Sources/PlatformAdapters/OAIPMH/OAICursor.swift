import Catalog

/// Where the next harvest starts.
struct OAICursor: Codable, Equatable {
    /// What a repository tells of records that were deleted (section 2.5.1).
    enum Deletions: String, Codable {
        case no, transient, persistent

        /// So long changes alone are asked for; nil without end. Where deletions are not told,
        /// or not for ever, only a whole harvest finds them.
        var deltaSpanMax: Span? {
            switch self {
            case .no: return .hours(1)
            case .transient: return .days(1)
            case .persistent: return nil
            }
        }
    }

    private static let currentVersion = 1
    /// Each harvest reaches back behind the one before, for records that were being written.
    static let overlap = Span.seconds(1)

    var version = OAICursor.currentVersion
    var prefix: String
    var granularity: OAITime.Granularity
    var deletions: Deletions
    /// The repository's time when the last harvest began, in milliseconds.
    var harvestedAt: Int64
    /// Our time when everything was last harvested, in milliseconds.
    var wholeAt: Int64

    /// A cursor of another version or format, or a damaged one, is none.
    static func read(_ bytes: [UInt8]?, prefix: String) -> OAICursor? {
        guard let bytes, let cursor = try? JSON.decode(OAICursor.self, from: bytes),
            cursor.version == currentVersion, cursor.prefix == prefix
        else { return nil }
        return cursor
    }

    /// The argument `from`; nil where everything is to be harvested.
    func from(now: Instant) -> String? {
        if let span = deletions.deltaSpanMax,
            now - Instant(milliseconds: wholeAt) > span
        {
            return nil
        }
        return granularity.text(Instant(milliseconds: harvestedAt) - Self.overlap)
    }
}
