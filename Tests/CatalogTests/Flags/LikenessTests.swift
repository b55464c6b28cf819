import Testing

@testable import Catalog

@Suite("Courses that are alike") struct LikenessTests {
    private static let text = """
        Peserta menghitung kebutuhan alat, memilih satu produk uji coba, lalu menjualnya ke dua \
        puluh tetangga terdekat sebelum memutuskan lanjut atau ganti ide, dan menulis laporan \
        singkat tentang apa yang laku, apa yang tidak, dan mengapa.
        """
    private static let start = Instant("2026-03-01T09:00:00Z")!

    /// Courses by their age.
    private func survey(_ courses: [FlagSubject]) -> [[FlagRule]] {
        var survey = FlagSurvey(rules: FlagRulesTests.rules)
        survey.add(courses, now: FlagRulesTests.now)
        return survey.pages().flatMap { page in
            let findings = survey.findings(on: page)
            return page.map { findings[$0]?.map(\.rule) ?? [] }
        }
    }

    private func course(
        _ age: Int, title: String = "Usaha Rumahan", text: String = text,
        platform: String = "bukalapak", provider: String? = "Sentra", price: Int64? = 100_000
    ) -> FlagSubject {
        FlagSubject(
            id: Identifier(at: Self.start + .days(age)), platformID: platform, title: title,
            description: text, provider: provider, price: price.map(Money.init(rupiah:)))
    }

    @Test("the later of two copies on a platform is flagged")
    func copies() {
        let other =
            "Modal kecil untung besar adalah mitos yang dibongkar dengan hitungan nyata "
            + "dari dua belas usaha di kampung, lengkap dengan nota dan kesalahan mereka."
        let renamed = course(1, title: "Bisnis Rumahan")
        #expect(survey([course(0), renamed]) == [[], [.nearDuplicate]])
        #expect(survey([course(0), course(1, title: "Lain", text: other)]) == [[], []])
        let relisted = course(1, text: other)
        #expect(survey([course(0), relisted]) == [[], [.nearDuplicate]])
    }

    @Test("a provider may sell on several platforms, at the same price; another may not copy")
    func platforms() {
        let there = course(1, platform: "tokopedia")
        #expect(survey([course(0), there]) == [[], []])
        #expect(
            survey([course(0), course(1, platform: "tokopedia", provider: "Lain")])
                == [[], [.nearDuplicate]])
        #expect(
            survey([course(0), course(1, platform: "tokopedia", price: 99_999)])
                == [[.cheaperElsewhere], []])
        #expect(
            survey([course(0, price: 0), course(1, platform: "tokopedia")])
                == [[], [.cheaperElsewhere]])
        #expect(
            survey([course(0), course(1, platform: "tokopedia", price: nil)]) == [[], []],
            "what is not for sale is not cheaper")
    }

    @Test("likeness is the share of phrases that both have")
    func likeness() {
        let words = (0..<40).map { "w\($0)" }
        let sketch = TextSketch(words)
        #expect(sketch.likeness(to: sketch) == 100)
        #expect(sketch.likeness(to: TextSketch((0..<40).map { "x\($0)" })) == 0)
        // 38 phrases each; the last two words changed: 36 of 40 are shared.
        #expect(sketch.likeness(to: TextSketch(words.dropLast(2) + ["y", "z"])) == 90)
        #expect(TextSketch([]).likeness(to: TextSketch(["a"])) == 0)
    }

    @Test("of thousands of copies each is flagged, by the oldest of them")
    func manyCopies() {
        let count = 2_000
        var survey = FlagSurvey(rules: FlagRulesTests.rules)
        let courses = (0..<count).map { course($0, title: "Kelas yang sama") }
        survey.add(courses, now: FlagRulesTests.now)
        let flagged = survey.pages().reduce(0) { $0 + survey.findings(on: $1).count }
        #expect(flagged == count - 1)
    }
}
