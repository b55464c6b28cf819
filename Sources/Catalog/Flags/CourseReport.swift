import Foundation

/// What a participant says is wrong with a course.
public enum ReportReason: String, Sendable, Codable, CaseIterable {
    case misleading
    case notDelivered = "not_delivered"
    case tooExpensive = "too_expensive"
    case poorQuality = "poor_quality"
    case noEffort = "no_effort"
    case other

    public var label: Label {
        switch self {
        case .misleading:
            Label(indonesian: "Uraiannya menyesatkan", english: "The description misleads")
        case .notDelivered:
            Label(indonesian: "Kelas tidak diberikan", english: "The course was not given")
        case .tooExpensive:
            Label(
                indonesian: "Lebih murah atau gratis di tempat lain",
                english: "Cheaper or free elsewhere")
        case .poorQuality: Label(indonesian: "Mutunya buruk", english: "It is of poor quality")
        case .noEffort:
            Label(
                indonesian: "Sertifikat diberikan tanpa belajar",
                english: "Certificates are given without learning")
        case .other: Label(indonesian: "Lainnya", english: "Something else")
        }
    }
}

/// A participant's report of a course.
public struct CourseReport: Sendable, Equatable, Identified {
    public static let idPrefix = "rpt"
    /// Lengths of the text, in characters.
    public static let textMin = 10
    public static let textMax = 2_000

    public let id: Identifier<CourseReport>
    public let courseID: Identifier<Course>
    public let reason: ReportReason
    public let text: String
    /// Whether the participant had an order for the course that the platform took.
    public let hasBought: Bool
    public let reportedAt: Instant

    /// The text as it is kept: one that can be read, of the right length.
    /// - Throws: 422 `report_length`.
    public static func text(_ text: String) throws(Refusal) -> String {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { CleanText.line(String($0)) }
        let clean = lines.joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
        guard (textMin...textMax).contains(clean.count) else {
            throw Refusal(
                status: 422, code: "report_length",
                detail: "A report has \(textMin) to \(textMax) characters.",
                fix: "Say in some words what is wrong.")
        }
        return clean
    }
}

/// What reports of one course say together. Pure.
public enum ReportRules {
    /// Texts that one flag shows, the newest first.
    public static let shownMax = 5

    /// - Parameters:
    ///   - newest: at most ``shownMax``.
    ///   - counts: of all reports, by reason.
    ///   - buyers: how many of those who report bought it.
    static func finding(
        newest: [CourseReport], counts: [ReportReason: Int], buyers: Int
    ) -> FlagFinding? {
        let total = counts.values.reduce(0, +)
        guard total > 0, let latest = newest.first else { return nil }
        var facts: [FlagFact] = [.count(.reports, total), .count(.boughtIt, buyers)]
        for report in newest.prefix(shownMax) {
            facts += [
                .text(.reason, report.reason.label), .moment(.seen, report.reportedAt),
                .text(.text, report.text),
            ]
        }
        // Each report that comes in, or is said anew, is a new fact.
        return FlagFinding(
            .reported, facts,
            basis: ["\(total)", latest.id.value, "\(latest.reportedAt.milliseconds)", latest.text])
    }
}
