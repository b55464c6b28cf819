import Foundation
import Testing

@testable import Catalog

@Suite("What the flag rules find") struct FlagRulesTests {
    static let now = Instant("2026-03-01T09:00:00Z")!

    static let settings: FlagSettings = {
        let text = """
            {"forbidden_claims": [
                {"id": "job", "phrases": ["dijamin kerja", "job guarantee"],
                 "why": {"id": "Menjanjikan pekerjaan", "en": "Promises a job"}}],
             "negations": ["bukan", "not"],
             "owned_providers": [
                {"platform": "tokopedia", "providers": ["Lapak Pintar"], "source": "KPK"}],
             "price_jump": {"percent": 25, "days": 90}, "similar_percent": 60,
             "fast_completions": {"at_least": 3, "percent": 20},
             "refunds": {"at_least": 5, "percent": 20},
             "low_ratings": {"at_least": 5, "percent": 30}, "conduct_days": 90}
            """
        // A test's own text: that it is well formed is part of the test.
        return try! FlagSettings.load(from: Array(text.utf8))
    }()

    private static func scheme(_ name: String, minutes: Int?) -> Scheme {
        Scheme(
            id: name, name: name, source: "", trainingBalance: Money(rupiah: 1),
            incentive: .init(amount: Money(rupiah: 1), instalments: 1, everyMonths: 1),
            surveys: .init(amount: .zero, count: 0), firstPurchaseDays: 30,
            minimumCourseMinutes: minutes, cardValidDays: 365)
    }

    static let rules = FlagRules(
        settings,
        schemes: [
            scheme("A", minutes: 900), scheme("B", minutes: 360), scheme("C", minutes: nil),
        ])

    static func course(
        title: String = "Manajemen Warung Kopi", description: String = "",
        platform: String = "tokopedia", provider: String? = "Sentra", price: Int64? = 100_000,
        minutes: Int? = 600, before: [(Int, Int64?)] = [], publicPrice: Int64? = nil
    ) -> FlagSubject {
        FlagSubject(
            id: Identifier(at: now), platformID: platform, title: title, description: description,
            provider: provider, price: price.map(Money.init(rupiah:)), durationMinutes: minutes,
            priceChanges: before.map { days, old in
                .init(at: now - .days(days), old: old.map(Money.init(rupiah:)))
            },
            publicPrice: publicPrice.map {
                PublicPrice(
                    price: Money(rupiah: $0), url: "https://example.id/x", author: "stf_1",
                    seenAt: now)
            })
    }

    static let cases: [(name: String, course: FlagSubject, rules: [FlagRule])] = [
        ("an ordinary course", course(), []),
        ("a claim in the title", course(title: "Barista: Dijamin Kerja!"), [.forbiddenClaim]),
        ("a claim in the text", course(description: "A job-guarantee."), [.forbiddenClaim]),
        ("a claim that is negated", course(description: "Bukan yang dijamin kerja."), []),
        ("half of a claim", course(title: "Kerja yang dijamin"), []),
        ("a provider of the platform's", course(provider: "LAPAK  pintar."), [.ownProvider]),
        (
            "that provider elsewhere", course(platform: "bukalapak", provider: "Lapak Pintar"), []
        ),
        ("above the public price", course(publicPrice: 99_999), [.abovePublicPrice]),
        ("free for the public", course(publicPrice: 0), [.abovePublicPrice]),
        ("at the public price", course(publicPrice: 100_000), []),
        ("not for sale", course(price: nil, before: [(1, 10)], publicPrice: 0), []),
        ("a rise of a quarter", course(before: [(10, 80_000)]), [.priceJumped]),
        ("a smaller rise", course(before: [(10, 80_001)]), []),
        ("small rises together", course(before: [(1, 90_000), (30, 75_000)]), [.priceJumped]),
        ("a rise long ago", course(before: [(91, 10_000)]), []),
        ("was free", course(before: [(1, 0)]), []),
        ("had no price", course(before: [(1, nil)]), []),
        ("a fall", course(before: [(1, 200_000)]), []),
        ("a minute too short", course(minutes: 359), [.tooShort]),
        ("just long enough for a scheme", course(minutes: 360), []),
        ("of unknown length", course(minutes: nil), []),
        (
            "all at once",
            course(
                title: "Dijamin kerja", provider: "Lapak Pintar", minutes: 1,
                before: [(1, 1)], publicPrice: 1),
            [.forbiddenClaim, .ownProvider, .abovePublicPrice, .priceJumped, .tooShort]
        ),
    ]

    @Test("each rule flags what it is about, and nothing else", arguments: cases)
    func table(name: String, course: FlagSubject, rules: [FlagRule]) {
        let findings = Self.rules.findings(on: course, now: Self.now)
        #expect(findings.map(\.rule) == rules, "\(name)")
        #expect(findings.allSatisfy { !$0.evidence.isEmpty })
    }

    @Test("the evidence says what was found, and where")
    func evidence() throws {
        let claim = try #require(
            Self.rules.findings(
                on: Self.course(description: "Ikuti kelas ini dan dijamin kerja di hotel."),
                now: Self.now
            ).first)
        let texts = claim.evidence.map(\.text)
        #expect(texts == ["Menjanjikan pekerjaan", "ikuti kelas ini dan dijamin kerja di hotel"])
        #expect(claim.evidence.first?.english == "Promises a job")
        let short = try #require(
            Self.rules.findings(on: Self.course(minutes: 60), now: Self.now).first)
        #expect(short.evidence.map(\.number) == [60, 360, nil])
        #expect(short.evidence.last?.text == "B")
    }

    @Test("a jump stays the same fact as time goes by, until its time is over")
    func jumpInTime() {
        let course = Self.course(before: [(10, 50_000)])
        let today = Self.rules.findings(on: course, now: Self.now)
        let later = Self.rules.findings(on: course, now: Self.now + .days(79))
        #expect(today == later)
        #expect(Self.rules.findings(on: course, now: Self.now + .days(80)) == [])
    }

    @Test("the rule data that is delivered is well formed")
    func delivered() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appendingPathComponent("catalog-seed/flags.json")
        let settings = try FlagSettings.load(from: Array(try Data(contentsOf: file)))
        #expect(settings.claims.count >= 5)
    }

    @Test("rule data out of range is refused by name")
    func faults() {
        func load(_ change: (String, String)) -> String? {
            let text = """
                {"forbidden_claims": [{"id": "a", "phrases": ["x"], "why": {"id": "", "en": ""}}],
                 "negations": [], "owned_providers": [], "similar_percent": 60,
                 "price_jump": {"percent": 25, "days": 90}, "conduct_days": 90,
                 "fast_completions": {"at_least": 3, "percent": 20},
                 "refunds": {"at_least": 5, "percent": 20},
                 "low_ratings": {"at_least": 5, "percent": 30}}
                """.replacingOccurrences(of: change.0, with: change.1)
            do throws(JSONFault) {
                _ = try FlagSettings.load(from: Array(text.utf8))
                return nil
            } catch {
                return error.member
            }
        }
        #expect(load(("", "")) == nil)
        #expect(load((#""similar_percent": 60"#, #""similar_percent": 0"#)) == "similar_percent")
        #expect(load((#""days": 90"#, #""days": 0"#)) == "price_jump")
        #expect(load((#""conduct_days": 90"#, #""conduct_days": 0"#)) == "conduct_days")
        #expect(load((#"["x"]"#, #"["!"]"#)) == "forbidden_claims.a")
        #expect(load((#""negations": [],"#, "")) == "negations")
    }
}
