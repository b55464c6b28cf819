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
