/// The courses of each facet value as bits, for filters and counts.
struct FacetIndex: Sendable {
    /// Up to so many courses for each 64 of the catalogue are few.
    private static let fewPerBlock = 8

    private struct Facet: Sendable {
        /// Place of the facet's first value among all values.
        let first: Int
        let count: Int
        let positions: [String: Int]
        /// `"platform":[`
        let head: [UInt8]
    }

    private let facets: [Facet]
    private let blocks: Int
    /// Places of the values of each course: those of course `c` are
    /// `held[starts[c]..<starts[c + 1]]`.
    private let held: [UInt16]
    private let starts: [Int32]
    /// The bits of all values, one after the other.
    private let bits: [UInt64]
    /// For each language and value `{"value":"…","label":"…","count":`, one after the other.
    private let heads: [JoinedBytes]
    /// For each language the values' order by label within their facet.
    private let labelRanks: [[Int]]

    init(_ vocabulary: FacetVocabulary, courses: [Course], at instant: Instant) {
        blocks = CourseBits.wordCount(courses.count)
        var facets: [Facet] = []
        var bits: [UInt64] = []
        var heads = LabelLanguage.allCases.map { _ in JoinedBytes() }
        var ranks: [[Int]] = LabelLanguage.allCases.map { _ in [] }
        var heldByCourse: [[UInt16]] = courses.map { _ in [] }
        for facet in CatalogFacet.allCases {
            let values = vocabulary.values[facet.position]
            var positions: [String: Int] = [:]
            for (position, value) in values.enumerated() where positions[value.value] == nil {
                positions[value.value] = position
            }
            let first = heads[0].count
            bits += [UInt64](repeating: 0, count: values.count * blocks)
            for (course, record) in courses.enumerated() {
                let held = FacetVocabulary.values(of: record, facet: facet, at: instant)
                for position in held.compactMap({ positions[$0] }) {
                    let block = (first + position) * blocks + course >> 6
                    let bit: UInt64 = 1 << UInt64(course & 63)
                    // Two schedules of a course may be in one province.
                    if bits[block] & bit == 0 {
                        heldByCourse[course].append(UInt16(first + position))
                    }
                    bits[block] |= bit
                }
            }
            for (index, language) in LabelLanguage.allCases.enumerated() {
                for value in values { heads[index].append(Self.head(value, language)) }
                ranks[index] += Self.ranks(values.map { $0.label.text(in: language) })
            }
            var head = JSONText()
            head.key(facet.rawValue)
            facets.append(
                Facet(
                    first: first, count: values.count, positions: positions,
                    head: head.bytes + [UInt8(ascii: "[")]))
        }
        self.facets = facets
        held = heldByCourse.flatMap { $0 }
        starts = heldByCourse.reduce(into: [0]) { $0.append($0.last! + Int32($1.count)) }
        self.bits = bits
        self.heads = heads
        labelRanks = ranks
    }

    /// The courses that have any of the values.
    func courses(of facet: CatalogFacet, anyOf values: [String]) -> CourseBits {
        let facet = facets[facet.position]
        var union = [UInt64](repeating: 0, count: blocks)
        for position in values.compactMap({ facet.positions[$0] }) {
            let start = (facet.first + position) * blocks
            for block in 0..<blocks { union[block] |= bits[start + block] }
        }
        return CourseBits(words: union)
    }

    /// Where a facet's values begin in ``counts(in:)``.
    func firstPlace(of facet: CatalogFacet) -> Int { facets[facet.position].first }

    /// How many courses of a set have each value, by the value's place among all.
    func counts(in base: CourseBits) -> [Int] {
        // Few courses are quicker asked for their values than all values for their courses.
        if base.count < blocks * Self.fewPerBlock { return countsOfFew(base) }
        return (0..<heads[0].count).map { count(of: $0, in: base) }
    }

    private func countsOfFew(_ base: CourseBits) -> [Int] {
        var counts = [Int](repeating: 0, count: heads[0].count)
        base.eachPosition { course in
            for place in Int(starts[course])..<Int(starts[course + 1]) {
                counts[Int(held[place])] += 1
            }
        }
        return counts
    }

    /// Appends `"platform":[{value, label, count}]`: the values that are held at all and the
    /// selected ones, by count, then by label.
    /// - Parameter counts: as ``counts(in:)`` gives them.
    func append(
        _ facet: CatalogFacet, counts: [Int], selected: [String], language: LabelLanguage,
        to json: inout JSONText
    ) {
        let facet = facets[facet.position]
        let language = language == .indonesian ? 0 : 1
        let heads = heads[language]
        let ranks = labelRanks[language]
        let chosen = selected.compactMap { facet.positions[$0] }
        // Count and label order in one number each: ascending numbers are the wanted order.
        var rows: [UInt64] = []
        rows.reserveCapacity(facet.count)
        for position in 0..<facet.count {
            let count = counts[facet.first + position]
            if count == 0, !chosen.contains(position) { continue }
            let rank = ranks[facet.first + position]
            rows.append(
                UInt64(UInt32.max - UInt32(count)) << 32 | UInt64(rank) << 16 | UInt64(position))
        }
        rows.sort()
        json.bytes += facet.head
        for (index, row) in rows.enumerated() {
            if index > 0 { json.comma() }
            heads.append(facet.first + Int(row & 0xFFFF), to: &json.bytes)
            json.integer(Int64(UInt32.max - UInt32(row >> 32)))
            json.bytes.append(UInt8(ascii: "}"))
        }
        json.bytes.append(UInt8(ascii: "]"))
    }

    private func count(of value: Int, in base: CourseBits) -> Int {
        let start = value * blocks
        var count = 0
        // Counting is the most frequent work of all; the two ranges are checked here once.
        precondition(base.words.count == blocks && start + blocks <= bits.count)
        let own = bits.span.extracting(start..<start + blocks)
        let other = base.words.span
        for block in 0..<blocks {
            count += unsafe (own[unchecked: block] & other[unchecked: block]).nonzeroBitCount
        }
        return count
    }

    private static func head(_ value: FacetValue, _ language: LabelLanguage) -> [UInt8] {
        var json = JSONText()
        json.open("{")
        json.member("value", value.value)
        json.member("label", value.label.text(in: language))
        json.key("count")
        return json.bytes
    }

    private static func ranks(_ labels: [String]) -> [Int] {
        var ranks = [Int](repeating: 0, count: labels.count)
        let order = labels.indices.sorted { (labels[$0], $0) < (labels[$1], $1) }
        for (rank, index) in order.enumerated() { ranks[index] = rank }
        return ranks
    }
}
