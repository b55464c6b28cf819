/// The rules that hold a course against the others. Pure.
enum LikenessRules {
    /// Other courses that one flag lists.
    static let shownMax = 5

    static func findings(
        on course: LikenessIndex.Entry, like: [LikenessIndex.Like]
    ) -> [FlagFinding] {
        [cheaperElsewhere(course, like), nearDuplicate(course, like)].compactMap(\.self)
    }

    /// The same course, or nearly the same text, on another platform for less. A course that is
    /// not for sale there has no price to compare.
    private static func cheaperElsewhere(
        _ course: LikenessIndex.Entry, _ like: [LikenessIndex.Like]
    ) -> FlagFinding? {
        guard let price = course.price else { return nil }
        let cheaper = like.filter { other in
            other.entry.platformID != course.platformID
                && other.entry.price.map { $0 < price } ?? false
        }.sorted { ($0.entry.price!, $0.entry.id) < ($1.entry.price!, $1.entry.id) }
        guard !cheaper.isEmpty else { return nil }
        let others = cheaper.prefix(shownMax).flatMap { other -> [FlagFact] in
            [
                .course(.otherCourse, other.entry.id, title: other.entry.title),
                .text(.otherPlatform, other.entry.platformID),
                .money(.otherPrice, other.entry.price!), .percent(.similarity, other.percent),
            ]
        }
        return FlagFinding(.cheaperElsewhere, [.money(.price, price)] + others)
    }

    /// A copy: of a course on the same platform, or of another provider's on whichever. A provider
    /// may sell one course on several platforms; and it is the later of two that is the copy.
    private static func nearDuplicate(
        _ course: LikenessIndex.Entry, _ like: [LikenessIndex.Like]
    ) -> FlagFinding? {
        let copied = like.filter { other in
            other.entry.id < course.id
                && (other.entry.platformID == course.platformID
                    || other.entry.providerKey != course.providerKey)
        }
        guard !copied.isEmpty else { return nil }
        let shown = copied.prefix(shownMax)
        let others = shown.flatMap { other -> [FlagFact] in
            [
                .course(.otherCourse, other.entry.id, title: other.entry.title),
                .text(.otherPlatform, other.entry.platformID),
                .percent(.similarity, other.percent),
            ]
        }
        return FlagFinding(
            .nearDuplicate, others,
            basis: shown.map { "\($0.entry.id) \($0.percent / 10)" }.sorted())
    }
}
