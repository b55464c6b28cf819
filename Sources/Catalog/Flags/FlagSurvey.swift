/// One look at the whole catalogue: courses come in pages, then findings go out in pages. Between
/// the two only what is needed to compare courses is kept of each.
public struct FlagSurvey: Sendable {
    /// The rules that a survey asks. Reports flag a course themselves, as they come in.
    public static let rules = Set(FlagRule.allCases).subtracting([.reported])

    private let rules: FlagRules
    private let conduct: [Identifier<Course>: CourseConduct]
    private var index = LikenessIndex()
    private var own: [Identifier<Course>: [FlagFinding]] = [:]

    public init(rules: FlagRules, conduct: [Identifier<Course>: CourseConduct] = [:]) {
        self.rules = rules
        self.conduct = conduct
    }

    /// Courses that were looked at.
    public var count: Int { index.entries.count }

    /// - Parameter courses: by id, all of them after those that came before.
    public mutating func add(_ courses: [FlagSubject], now: Instant) {
        for course in courses {
            index.add(course)
            let findings =
                rules.findings(on: course, now: now)
                + (conduct[course.id]?.findings(
                    rules.settings, durationMinutes: course.durationMinutes) ?? [])
            if !findings.isEmpty { own[course.id] = findings }
        }
    }

    /// The ids of all courses, page by page.
    public func pages() -> [[Identifier<Course>]] {
        stride(from: 0, to: count, by: FlagSubjectStore.pageMax).map { start in
            index.entries[start..<min(start + FlagSubjectStore.pageMax, count)].map(\.id)
        }
    }

    /// - Parameter courses: one of ``pages()``.
    public func findings(on courses: [Identifier<Course>]) -> [Identifier<Course>: [FlagFinding]] {
        var findings: [Identifier<Course>: [FlagFinding]] = [:]
        guard let first = courses.first else { return findings }
        // Entries are in the order of their ids.
        var position = index.entries.partitioningIndex { $0.id >= first }
        for course in courses {
            let like = index.like(position, percentMin: rules.settings.similarPercent)
            let all =
                (own[course] ?? [])
                + LikenessRules.findings(on: index.entries[position], like: like)
            if !all.isEmpty { findings[course] = all }
            position += 1
        }
        return findings
    }
}

extension Array {
    /// The first position whose element fulfils what all behind it do too.
    fileprivate func partitioningIndex(where isBehind: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
