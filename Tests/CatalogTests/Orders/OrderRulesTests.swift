import Testing

@testable import Catalog

private let now = Instant(milliseconds: 1_700_000_000_000)
private let orderID = Identifier<Order>(at: now)

/// A purchase that every rule accepts.
private func soundPurchase() -> PurchaseSituation {
    PurchaseSituation(
        card: PurchaseSituation.CardFacts(
            state: .active, balance: Money(rupiah: 500_000), buyBefore: now + .days(3),
            expiresAt: now + .days(300), schemeID: "s"),
        course: PurchaseSituation.CourseFacts(
            course: OrderedCourse(
                id: Identifier(at: now), slug: "kopi", title: "Kopi", platformID: "p",
                provider: nil),
            state: .published, price: Money(rupiah: 500_000), hasSchedules: true),
        scheduleCode: "A",
        schedule: Schedule(
            id: Identifier(at: now), code: "A", startsAt: now + .hours(1), endsAt: nil, seats: 2,
            seatsTaken: 1, regency: nil),
        history: PurchaseSituation.History(), oneCourseAtATime: true,
        furtherPurchaseDaysAfterCompletion: 15)
}

private struct PurchaseCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let reasons: [PurchaseRefusalReason]
    let change: @Sendable (inout PurchaseSituation) -> Void

    init(
        _ description: String, _ reasons: [PurchaseRefusalReason],
        _ change: @escaping @Sendable (inout PurchaseSituation) -> Void
    ) {
        testDescription = description
        self.reasons = reasons
        self.change = change
    }
}

private let purchaseCases: [PurchaseCase] = [
    PurchaseCase("a sound purchase", []) { _ in },
    PurchaseCase("the last rupiah", []) { $0.card?.balance = Money(rupiah: 500_000) },
    PurchaseCase("one rupiah short", [.balanceTooLow]) {
        $0.card?.balance = Money(rupiah: 499_999)
    },
    PurchaseCase("a free course on an empty card", []) {
        $0.card?.balance = .zero
        $0.course.price = .zero
    },
    PurchaseCase("no card", [.noCard]) { $0.card = nil },
    PurchaseCase("a revoked card says only that", [.cardRevoked]) {
        $0.card?.state = .revoked
        $0.card?.balance = .zero
        $0.card?.buyBefore = now - .days(1)
    },
    PurchaseCase("an expired card", [.cardExpired]) { $0.card?.state = .expired },
    PurchaseCase("a card whose time ends now", [.cardExpired]) { $0.card?.expiresAt = now },
    PurchaseCase("the moment before the card ends", []) {
        $0.card?.expiresAt = now + Span(milliseconds: 1)
    },
    PurchaseCase("the first window ends now", [.firstWindowPassed]) { $0.card?.buyBefore = now },
    PurchaseCase("a second course within the first window", []) {
        $0.history.purchases = 1
    },
    PurchaseCase("bought in time, scheme without further days", []) {
        $0.card?.buyBefore = now - .days(60)
        $0.history.purchases = 1
        $0.furtherPurchaseDaysAfterCompletion = nil
    },
    PurchaseCase("first window over, nothing reviewed", [.furtherWindowNotOpen]) {
        $0.card?.buyBefore = now
        $0.history.purchases = 1
    },
    PurchaseCase("14 days and 23 hours after the review", []) {
        $0.card?.buyBefore = now
        $0.history.purchases = 1
        $0.history.firstReviewedAt = now - .days(15) + .hours(1)
    },
    PurchaseCase("15 days after the review", [.furtherWindowPassed]) {
        $0.card?.buyBefore = now
        $0.history.purchases = 1
        $0.history.firstReviewedAt = now - .days(15)
    },
    PurchaseCase("another course under way", [.oneCourseAtATime]) {
        $0.history.purchases = 1
        $0.history.underway = orderID
    },
    PurchaseCase("another course under way where that is allowed", []) {
        $0.history.purchases = 1
        $0.history.underway = orderID
        $0.oneCourseAtATime = false
    },
    PurchaseCase("the same course", [.alreadyBought]) {
        $0.history.purchases = 1
        $0.history.sameCourse = orderID
    },
    PurchaseCase("a delisted course", [.courseNotForSale]) { $0.course.state = .delisted },
    PurchaseCase("a platform that sells nothing", [.courseNotForSale]) {
        $0.course.isPlatformSelling = false
    },
    PurchaseCase("a suspended course without a price", [.courseNotForSale]) {
        $0.course.state = .suspended
        $0.course.price = nil
    },
    PurchaseCase("a course without a price", [.courseUnpriced]) { $0.course.price = nil },
    PurchaseCase("no date chosen", [.scheduleRequired]) {
        $0.scheduleCode = nil
        $0.schedule = nil
    },
    PurchaseCase("no date chosen where there is none", []) {
        $0.scheduleCode = nil
        $0.schedule = nil
        $0.course.hasSchedules = false
    },
    PurchaseCase("an unknown date", [.scheduleUnknown]) { $0.schedule = nil },
    PurchaseCase("a date that begins now", [.scheduleBegun]) { $0.schedule?.startsAt = now },
    PurchaseCase("a full date", [.scheduleFull]) { $0.schedule?.seatsTaken = 2 },
    PurchaseCase("a date with fewer seats than were sold", [.scheduleFull]) {
        $0.schedule?.seats = 0
    },
    PurchaseCase("a date without a limit", []) {
        $0.schedule?.seats = nil
        $0.schedule?.seatsTaken = 9_999
    },
    PurchaseCase(
        "everything at once, in order",
        [.furtherWindowPassed, .oneCourseAtATime, .alreadyBought, .courseNotForSale]
            + [.balanceTooLow, .scheduleBegun, .scheduleFull]
    ) {
        $0.card?.buyBefore = now
        $0.card?.balance = .zero
        $0.history = PurchaseSituation.History(
            purchases: 2, sameCourse: orderID, underway: orderID,
            firstReviewedAt: now - .days(15))
        $0.course.state = .withdrawn
        $0.schedule?.startsAt = now
        $0.schedule?.seatsTaken = 2
    },
]

@Suite("Order rules")
struct OrderRulesTests {
    @Test("a purchase is refused for exactly the reasons that hold", arguments: purchaseCases)
    fileprivate func purchase(_ testCase: PurchaseCase) throws {
        var situation = soundPurchase()
        testCase.change(&situation)
        let decision = OrderRules.decide(situation, now: now)
        if testCase.reasons.isEmpty {
            #expect(decision == .accept(price: try #require(situation.course.price)))
        } else {
            #expect(decision == .refuse(testCase.reasons))
        }
        for reason in testCase.reasons {
            let words = reason.words(situation)
            #expect(words.code == reason.rawValue)
            #expect(words.detail.hasSuffix("."))
        }
    }

    @Test("what is not asked for does not matter", arguments: purchaseCases, [true, false])
    fileprivate func history(_ testCase: PurchaseCase, oneCourseAtATime: Bool) {
        var situation = soundPurchase()
        testCase.change(&situation)
        situation.oneCourseAtATime = oneCourseAtATime
        guard let card = situation.card,
            !OrderRules.looksAtWholeHistory(card, oneCourseAtATime: oneCourseAtATime, now: now)
        else { return }
        let decision = OrderRules.decide(situation, now: now)
        situation.history = PurchaseSituation.History(sameCourse: situation.history.sameCourse)
        #expect(OrderRules.decide(situation, now: now) == decision)
    }

    @Test("the table reaches every reason alone")
    func reachesAll() {
        let alone = Set(purchaseCases.filter { $0.reasons.count == 1 }.flatMap(\.reasons))
        #expect(alone == Set(PurchaseRefusalReason.allCases))
    }

    @Test("a refusal says how much is missing and which dates are open")
    func words() {
        var situation = soundPurchase()
        situation.card?.balance = Money(rupiah: 120_000)
        let money = PurchaseRefusalReason.balanceTooLow.words(situation)
        #expect(money.detail.contains("Rp380.000"))
        #expect(money.fix.contains("Rp120.000"))
        #expect(PurchaseRefusalReason.scheduleFull.words(situation).fix.contains("No other date"))
        var other = situation.schedule
        other?.code = "B-2"
        situation.otherSchedules = [other].compactMap { $0 }
        #expect(PurchaseRefusalReason.scheduleFull.words(situation).fix.contains("B-2"))
    }

    // MARK: - Cancelling

    @Test("cancelling is decided by state, start and date", arguments: cancelCases)
    fileprivate func cancel(_ testCase: CancelCase) {
        var order = anOrder(testCase.state)
        testCase.change(&order)
        let decision = OrderRules.decideCancel(
            order, scheduleStartsAt: testCase.startsIn.map { now + $0 }, now: now)
        #expect(decision == testCase.decision)
    }

    @Test("the table reaches every reason against cancelling")
    func reachesAllCancelReasons() {
        let reached = cancelCases.flatMap { testCase -> [CancelRefusalReason] in
            guard case .refuse(let reasons) = testCase.decision else { return [] }
            return reasons
        }
        #expect(Set(reached) == Set(CancelRefusalReason.allCases))
    }

    // MARK: - Waiting

    @Test("every state says who is waited for", arguments: Order.State.allCases)
    func waiting(_ state: Order.State) {
        let order = anOrder(state)
        let waiting = OrderRules.waiting(order, hasCertificate: false)
        switch state {
        case .reserved: #expect(waiting?.party == .programme)
        case .placed, .completed: #expect(waiting?.party == .platform)
        case .confirmed: #expect(waiting?.party == .participant)
        case .cancelled, .refunded, .failed: #expect(waiting == nil)
        }
    }

    @Test("a certified course waits for the rating, a rated one for nobody")
    func waitingAfterCompletion() {
        var order = anOrder(.completed)
        #expect(OrderRules.waiting(order, hasCertificate: true)?.party == .participant)
        order.ratedAt = now
        #expect(OrderRules.waiting(order, hasCertificate: true) == nil)
    }

    @Test("a course followed to its end waits for the platform's word")
    func waitingForCompletion() {
        var order = anOrder(.confirmed)
        order.startedAt = now - .hours(2)
        order.progress = 1
        order.progressedAt = now - .hours(1)
        let waiting = OrderRules.waiting(order, hasCertificate: false)
        #expect(waiting?.party == .platform)
        #expect(waiting?.since == now - .hours(1))
    }
}

private struct CancelCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let state: Order.State
    let startsIn: Span?
    let decision: OrderRules.CancelDecision
    let change: @Sendable (inout Order) -> Void

    init(
        _ description: String, _ state: Order.State, startsIn: Span? = nil,
        _ decision: OrderRules.CancelDecision,
        _ change: @escaping @Sendable (inout Order) -> Void = { _ in }
    ) {
        testDescription = description
        self.state = state
        self.startsIn = startsIn
        self.decision = decision
        self.change = change
    }
}

private let cancelCases: [CancelCase] = [
    CancelCase("reserved", .reserved, .atOnce),
    CancelCase("reserved, date begun", .reserved, startsIn: .days(-1), .atOnce),
    CancelCase("placed", .placed, .afterPlatform),
    CancelCase("confirmed", .confirmed, .afterPlatform),
    CancelCase("confirmed, date ahead", .confirmed, startsIn: .seconds(1), .afterPlatform),
    CancelCase("placed, date begun", .placed, startsIn: .days(-1), .afterPlatform),
    CancelCase("asked before", .confirmed, .unchanged) { $0.cancelRequestedAt = now },
    CancelCase("date begins now", .confirmed, startsIn: .seconds(0), .refuse([.scheduleBegun])),
    CancelCase("started", .confirmed, .refuse([.courseStarted])) { $0.startedAt = now },
    CancelCase(
        "progressed, date begun", .confirmed, startsIn: .days(-1),
        .refuse([.courseStarted, .scheduleBegun])
    ) { $0.progress = 0.1 },
    CancelCase("completed", .completed, .refuse([.courseCompleted])),
    CancelCase("cancelled", .cancelled, .unchanged),
    CancelCase("refunded", .refunded, .unchanged),
    CancelCase("failed", .failed, .unchanged),
]

private func anOrder(_ state: Order.State) -> Order {
    Order(
        id: orderID, participantID: Identifier(at: now), courseID: Identifier(at: now),
        platformID: "p", scheduleID: nil, schemeID: "s", price: Money(rupiah: 1), state: state,
        transferID: nil, createdAt: now)
}
