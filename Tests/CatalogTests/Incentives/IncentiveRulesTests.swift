import Testing

@testable import Catalog

@Suite struct IncentiveRulesTests {
    typealias Rule = IncentiveRules.Rule
    static let nik = "3174010101900000"
    static let noon = Instant(milliseconds: 1_772_355_600_000)

    static func scheme(minutes: Int? = 900, amount: Money? = Money(rupiah: 600_000)) -> Scheme {
        Scheme(
            id: "normal-2023", name: "Normal 2023", source: "test",
            trainingBalance: Money(rupiah: 3_500_000),
            incentive: Scheme.Incentive(amount: amount, instalments: 4, everyMonths: 1),
            surveys: Scheme.Surveys(amount: Money(rupiah: 50_000), count: 2),
            firstPurchaseDays: 15, minimumCourseMinutes: minutes, cardValidDays: 365)
    }

    static func course(_ number: Int = 1, minutes: Int? = 900) -> IncentiveRules.CompletedCourse {
        IncentiveRules.CompletedCourse(
            orderID: Identifier(stored: "ord_\(number)"),
            completionID: Identifier(stored: "cmp_\(number)"), title: "Course \(number)",
            price: Money(rupiah: 1), completedAt: noon + .days(number), durationMinutes: minutes,
            certificateID: Identifier(stored: "crt_\(number)"), stars: 4, review: "Good")
    }

    static func facts(
        _ change: (inout IncentiveRules.Facts) -> Void = { _ in }
    ) -> IncentiveRules.Facts {
        var facts = IncentiveRules.Facts(
            nik: nik, scheme: scheme(), monthlyIncentive: nil, isCardRevoked: false,
            completed: [course()],
            payoutAccount: IncentiveRules.PayoutAccount(
                kind: "bni", isVerified: true, holderNIK: nik, changedAt: noon))
        change(&facts)
        return facts
    }

    static func unmet(_ decision: IncentiveRules.Decision) -> [Rule] {
        decision.conditions.filter { !$0.met }.map(\.rule)
    }

    @Test("a course that cost nothing earns nothing and spoils nothing")
    func free() {
        let free = Self.facts { $0.completed[0].price = .zero }
        let decision = IncentiveRules.evaluate(free)
        #expect(decision.state == .notYet && decision.orderID == nil)
        #expect(Self.unmet(decision).contains(.firstCompletion))
        let both = Self.facts {
            $0.completed[0].price = .zero
            $0.completed.append(Self.course(2))
        }
        #expect(IncentiveRules.evaluate(both).orderID == Identifier(stored: "ord_2"))
    }

    @Test("who has everything is eligible, with every rule named")
    func eligible() {
        let decision = IncentiveRules.evaluate(Self.facts())
        #expect(decision.state == .eligible)
        #expect(decision.conditions.map(\.rule) == Rule.allCases)
        #expect(decision.conditions.allSatisfy { $0.met && $0.missing == nil })
        #expect(decision.orderID == Identifier(stored: "ord_1"))
    }

    struct Lack: Sendable {
        let unmet: [Rule]
        let state: IncentiveRules.State
        let change: @Sendable (inout IncentiveRules.Facts) -> Void

        init(
            _ unmet: [Rule], _ state: IncentiveRules.State = .notYet,
            _ change: @escaping @Sendable (inout IncentiveRules.Facts) -> Void
        ) {
            self.unmet = unmet
            self.state = state
            self.change = change
        }
    }

    static let lacks = [
        Lack([.firstCompletion, .minimumDuration, .certificate, .ratingAndReview]) {
            $0.completed = []
        },
        Lack([.minimumDuration]) { $0.completed[0].durationMinutes = 899 },
        Lack([.minimumDuration]) { $0.completed[0].durationMinutes = nil },
        Lack([.certificate]) { $0.completed[0].certificateID = nil },
        Lack([.ratingAndReview]) { $0.completed[0].stars = nil },
        Lack([.ratingAndReview]) { $0.completed[0].review = nil },
        Lack([.ratingAndReview]) { $0.completed[0].review = " \n" },
        Lack([.payoutAccount]) { $0.payoutAccount = nil },
        Lack([.payoutAccount]) { $0.payoutAccount?.isVerified = false },
        Lack([.payoutAccount]) { $0.payoutAccount?.holderNIK = "3174010101900001" },
        Lack([.cardNotRevoked], .ineligible) { $0.isCardRevoked = true },
        Lack([.incentiveInScheme], .ineligible) { $0.scheme = nil },
        Lack([.incentiveInScheme], .ineligible) { $0.scheme = scheme(amount: nil) },
        Lack([], .eligible) {
            $0.scheme = scheme(amount: nil)
            $0.monthlyIncentive = Money(rupiah: 700_000)
        },
        Lack([], .eligible) {
            $0.scheme = scheme(minutes: nil)
            $0.completed[0].durationMinutes = nil
        },
        Lack([], .eligible) { $0.completed[0].stars = 1 },
    ]

    @Test("what is lacking is named, with what would bring it", arguments: lacks)
    func lacking(_ lack: Lack) {
        let decision = IncentiveRules.evaluate(Self.facts(lack.change))
        #expect(Self.unmet(decision) == lack.unmet)
        #expect(decision.state == lack.state)
        for condition in decision.conditions where !condition.met {
            #expect(condition.missing?.isEmpty == false)
        }
    }

    @Test("a course that is too short or of unknown length leaves the place to a later one")
    func laterCourse() {
        let decision = IncentiveRules.evaluate(
            Self.facts {
                $0.completed = [
                    Self.course(1, minutes: 120), Self.course(2, minutes: nil), Self.course(3),
                ]
            })
        #expect(decision.state == .eligible)
        #expect(decision.orderID == Identifier(stored: "ord_3"))
    }

    @Test("the first course that counts is the only one that earns")
    func firstOnly() {
        let decision = IncentiveRules.evaluate(
            Self.facts {
                $0.completed = [Self.course(1), Self.course(2)]
                $0.completed[0].certificateID = nil
            })
        #expect(decision.state == .notYet)
        #expect(decision.orderID == Identifier(stored: "ord_1"))
        #expect(Self.unmet(decision) == [.certificate])
    }

    @Test(
        "a month later is the same day, or the last day of a shorter month",
        arguments: [
            ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"),
            ("2026-11-30", 3, "2027-02-28"), ("2026-12-15", 1, "2027-01-15"),
            ("2026-03-31", 12, "2027-03-31"), ("2026-10-05", 2, "2026-12-05"),
        ])
    func months(day: String, months: Int, later: String) throws {
        #expect(try #require(CalendarDay(day)).adding(months: months).description == later)
    }

    @Test("instalments fall on days of western Indonesia, each kind numbered from one")
    func plan() throws {
        // 18:30 UTC on 31 January is the first of February in Jakarta.
        let eligibleAt = try #require(Instant("2026-01-31T18:30:00Z"))
        let plan = InstalmentPlan(
            scheme: Self.scheme(), amount: Money(rupiah: 700_000), eligibleAt: eligibleAt)
        let incentives = plan.steps.filter { $0.kind == .incentive }
        #expect(incentives.map(\.number) == [1, 2, 3, 4])
        #expect(incentives.allSatisfy { $0.amount == Money(rupiah: 700_000) })
        #expect(
            incentives.map { CalendarDay(containing: $0.dueAt).description }
                == ["2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01"])
        #expect(incentives[0].dueAt == Instant("2026-03-01T00:00:00+07:00"))
        let surveys = plan.steps.filter { $0.kind == .survey }
        #expect(surveys.map(\.number) == [1, 2])
        #expect(surveys.allSatisfy { $0.amount == Money(rupiah: 50_000) })
    }

    @Test("a scheme without surveys plans none")
    func noSurveys() {
        var scheme = Self.scheme()
        scheme.surveys = Scheme.Surveys(amount: .zero, count: 0)
        let plan = InstalmentPlan(
            scheme: scheme, amount: Money(rupiah: 1), eligibleAt: Self.noon)
        #expect(plan.steps.count == 4)
    }
}
