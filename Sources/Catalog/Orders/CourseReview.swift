/// What somebody who completed a course said of it, as everyone sees it.
public struct CourseReview: Sendable, Equatable, Encodable {
    /// 1 to 5.
    public let stars: Int
    public let review: String
    /// The reviewer's name, shortened.
    public let name: String
    public let ratedAt: Instant

    enum CodingKeys: String, CodingKey {
        case stars, review, name
        case ratedAt = "rated_at"
    }

    /// `Siti Rahayu Putri` → `Siti R.`; whoever has one name is one letter.
    public static func shortened(_ name: String) -> String {
        let words = name.split(whereSeparator: \.isWhitespace)
        guard let first = words.first else { return "?" }
        guard words.count > 1 else { return "\(first.prefix(1))." }
        return "\(first) \(words[1].prefix(1))."
    }
}

/// Where a list of reviews goes on: behind so many reviews of a moment.
public struct ReviewCursor: Sendable, Equatable {
    /// The most reviews of one course and one moment.
    public static let skippedMax = 10_000

    public let ratedAt: Instant
    public let skipped: Int

    init(ratedAt: Instant, skipped: Int) {
        self.ratedAt = ratedAt
        self.skipped = skipped
    }

    /// Nil for what is no cursor of ours.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let moment = Int64(parts[0]), let skipped = Int(parts[1]),
            moment >= 0, (0...Self.skippedMax).contains(skipped)
        else { return nil }
        self.init(ratedAt: Instant(milliseconds: moment), skipped: skipped)
    }

    public var text: String { "\(ratedAt.milliseconds)-\(skipped)" }
}
