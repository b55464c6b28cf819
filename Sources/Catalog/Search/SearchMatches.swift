import Foundation

/// How the words of a query weigh against each other, and how many had to match. A cursor
/// carries it, so that all pages of one search are ranked alike though the catalogue changes.
struct SearchRanking: Sendable, Equatable {
    /// For each word of the query its rarity, 1 to 255.
    var weights: [UInt8]
    /// How many of the words a course must hold: all, unless no course does.
    var wordsNeeded: Int
}

/// The courses that a plan finds, with whole-number scores: equal inputs give equal scores.
struct SearchMatches {
    private(set) var courses: CourseBits
    private(set) var scores: [UInt32]
    private(set) var ranking: SearchRanking

    /// What neighbours in a title add, in hundredths of a full match of one word.
    private static let pairHundredths = 35
    /// What being the whole title adds for each word.
    private static let wholeHundredths = 50
    private static let fullImpact = 255 * 255

    /// - Parameter fixed: the ranking of an earlier page; used if it fits the plan.
    init(_ plan: SearchPlan, in index: SearchIndex, ranking fixed: SearchRanking?) {
        let count = index.courseCount
        let fixed = fixed?.weights.count == plan.groups.count ? fixed : nil
        courses = CourseBits(count: count)
        scores = [UInt32](repeating: 0, count: count)
        ranking = SearchRanking(weights: [], wordsNeeded: 0)
        guard !plan.groups.isEmpty else { return }

        var best = [UInt16](repeating: 0, count: count)
        var coverage = [UInt8](repeating: 0, count: count)
        var found = CourseBits(count: count)
        for (position, group) in plan.groups.enumerated() {
            found.removeAll()
            Self.gather(group, index.postings, &best, &found)
            let weight =
                fixed?.weights[position] ?? Self.rarity(found.count, of: count)
            ranking.weights.append(weight)
            for (block, word) in found.words.enumerated() {
                var word = word
                while word != 0 {
                    let course = block << 6 | word.trailingZeroBitCount
                    scores[course] += UInt32(weight) * UInt32(best[course])
                    coverage[course] += 1
                    best[course] = 0
                    word &= word - 1
                }
            }
            courses.formUnion(found)
        }
        let words = plan.groups.count
        let most = Int(coverage.max() ?? 0)
        // At least half of the words, or else as many as any course holds.
        let fallback = min((words + 1) / 2, most)
        ranking.wordsNeeded = fixed?.wordsNeeded ?? (most == words ? words : fallback)
        keepCovered(coverage, words: words)
        boostTitles(plan, index.titles)
    }

    /// Marks the courses of a group and keeps the best impact of its alternatives.
    private static func gather(
        _ group: SearchPlan.Group, _ postings: PostingLists, _ best: inout [UInt16],
        _ found: inout CourseBits
    ) {
        for alternative in group.alternatives {
            for place in postings.range(of: Int(alternative.word)) {
                let course = Int(postings.courses[place])
                let impact = UInt16(postings.impacts[place]) * alternative.nearness
                if impact > best[course] { best[course] = impact }
                found.insert(course)
            }
        }
        for phrase in group.phrases {
            let rarest = phrase.words.min {
                postings.frequency(of: $0) < postings.frequency(of: $1)
            }!
            let others = phrase.words.filter { $0 != rarest }
            var places = others.map { postings.range(of: $0).lowerBound }
            for place in postings.range(of: rarest) {
                let course = postings.courses[place]
                var impact = postings.impacts[place]
                for (index, other) in others.enumerated() where impact > 0 {
                    impact = min(
                        impact, postings.impact(of: other, in: course, from: &places[index]))
                }
                if impact == 0 { continue }
                best[Int(course)] = max(best[Int(course)], UInt16(impact) * phrase.nearness)
                found.insert(Int(course))
            }
        }
    }

    /// Inverse document frequency in steps: 20 for each power of e.
    private static func rarity(_ found: Int, of count: Int) -> UInt8 {
        let ratio = (Double(count - found) + 0.5) / (Double(found) + 0.5)
        return UInt8(max(1, min(255, (20 * log(1 + ratio)).rounded())))
    }

    /// Leaves the courses that hold enough of the words; what one lacks costs it more than its
    /// share.
    private mutating func keepCovered(_ coverage: [UInt8], words: Int) {
        var kept = CourseBits(count: coverage.count)
        courses.eachPosition { course in
            let covered = Int(coverage[course])
            guard covered >= ranking.wordsNeeded else { return }
            kept.insert(course)
            let share = UInt64(scores[course]) * UInt64(covered * covered)
            if covered < words { scores[course] = UInt32(share / UInt64(words * words)) }
        }
        courses = kept
    }

    private mutating func boostTitles(_ plan: SearchPlan, _ titles: TitleIndex) {
        let total = ranking.weights.reduce(0) { $0 + Int($1) }
        let mean = total / max(1, ranking.weights.count)
        let words = plan.titleWords
        for (left, right) in zip(words, words.dropFirst()) {
            guard let left, let right else { continue }
            let boost = UInt32(mean * Self.fullImpact / 100 * Self.pairHundredths)
            for course in titles.courses(withPair: left, right)
            where courses.contains(Int(course)) {
                scores[Int(course)] += boost
            }
        }
        let known = words.compactMap { $0 }
        guard !known.isEmpty, known.count == words.count else { return }
        let boost = UInt32(total * Self.fullImpact / 100 * Self.wholeHundredths)
        for course in titles.courses(titled: known) where courses.contains(Int(course)) {
            scores[Int(course)] += boost
        }
    }
}
