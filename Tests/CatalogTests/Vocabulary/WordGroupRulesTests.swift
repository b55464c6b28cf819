import Testing

@testable import Catalog

@Suite("Words that belong together") struct WordGroupRulesTests {
    private func words(_ given: [String], _ kind: WordGroup.Kind = .synonyms) -> [String]? {
        try? WordGroupRules.words(given, of: kind)
    }

    private func group(_ number: Int64, _ words: [String]) -> WordGroup {
        WordGroup(
            id: Identifier(at: Instant(milliseconds: number)), kind: .skill, words: words)
    }

    @Test("words are kept in one line each, none twice")
    func kept() {
        #expect(words([" MC ", "pembawa\n acara", "mc!"]) == ["MC", "pembawa acara"])
        #expect(words(["Excel"], .skill) == ["Excel"])
    }

    @Test("what search could not use is refused")
    func refused() {
        #expect(words(["kopi"]) == nil, "one word has no synonym")
        #expect(words(["kopi", "KOPI"]) == nil)
        #expect(words(["kopi", " "]) == nil)
        #expect(words(["kopi", "…"]) == nil)
        #expect(words(["kopi", "satu dua tiga empat lima"]) == nil)
        #expect(words(["kopi", String(repeating: "x", count: 81)]) == nil)
        #expect(words((0...WordGroup.wordsMax).map { "w\($0)" }) == nil)
        #expect(words([], .skill) == nil)
    }

    @Test("a word is of one skill only")
    func taken() throws {
        let excel = group(1, ["Microsoft Excel", "excel"])
        try WordGroupRules.requireFree(excel, among: [excel])
        try WordGroupRules.requireFree(group(2, ["Word"]), among: [excel])
        #expect(throws: Refusal.self) {
            try WordGroupRules.requireFree(group(2, ["Spreadsheet", "EXCEL"]), among: [excel])
        }
    }

    @Test("platforms' words become our name of the skill, each once")
    func canonical() {
        let map = SkillMap([group(1, ["Microsoft Excel", "excel", "ms excel"])])
        #expect(
            map.canonical(["Ms-Excel", "kopi", "excel", "Kopi"])
                == ["Microsoft Excel", "kopi", "Kopi"])
        #expect(SkillMap([]).canonical(["a", "a"]) == ["a", "a"])
    }
}
