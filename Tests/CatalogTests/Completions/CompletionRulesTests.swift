import Testing

@testable import Catalog

@Suite struct CompletionRulesTests {
    static let placedAt = Instant(milliseconds: 1_772_300_000_000)
    static let now = placedAt + .days(2)

    static func order(_ state: Order.State) -> Order {
        let isLive = state != .reserved
        return Order(
            id: Identifier(stored: "ord_1"), participantID: Identifier(stored: "ptc_1"),
            courseID: Identifier(stored: "crs_1"), platformID: "bukalapak", scheduleID: nil,
            schemeID: "normal-2023", price: Money(rupiah: 250_000), state: state,
            transferID: Identifier(stored: "trf_1"), redeemCode: nil, enrolmentReference: "enr-7",
            failure: nil, createdAt: placedAt - .minutes(10), placedAt: isLive ? placedAt : nil,
            confirmedAt: nil, cancelRequestedAt: nil, startedAt: nil, progress: nil,
            progressedAt: nil, completedAt: nil,
            endedAt: [.cancelled, .refunded, .failed].contains(state)
                ? placedAt + .days(1) : nil, stars: nil, review: nil, ratedAt: nil)
    }

    static func event(_ kind: CompletionEvent.Kind, at: Instant = now - .hours(1))
        -> CompletionEvent
    {
        let certificate = CompletionEvent.IssuedCertificate(
            number: "BKL-1", url: "https://bukalapak.test/c/1", issuedAt: at)
        return CompletionEvent(
            id: "msg_1", kind: kind, orderID: "ord_1", enrolmentReference: "enr-7", at: at,
            progress: kind == .progressed ? 0.5 : nil,
            certificate: kind == .certificateIssued ? certificate : nil)
    }

    static func decide(
        _ event: CompletionEvent, _ order: Order, certificate: String? = nil
    ) -> CompletionRules.Decision {
        CompletionRules.decide(event, on: order, certificateNumber: certificate, now: now)
    }

    /// The whole table: a row for each state, in the order of the kinds below.
    static let kinds: [CompletionEvent.Kind] = [
        .started, .progressed, .completed, .certificateIssued, .enrolmentCancelled, .other,
    ]
    static let table: [Order.State: [CompletionFinding]] = [
        .reserved: [
            .orderNotPlaced, .orderNotPlaced, .orderNotPlaced, .orderNotPlaced, .orderNotPlaced,
            .notAnOutcome,
        ],
        .placed: [.applied, .applied, .applied, .applied, .applied, .notAnOutcome],
        .confirmed: [.applied, .applied, .applied, .applied, .applied, .notAnOutcome],
        .completed: [
            .applied, .applied, .alreadyCompleted, .applied, .completedStands, .notAnOutcome,
        ],
        .cancelled: [
            .orderEnded, .orderEnded, .orderEnded, .orderEnded, .alreadyEnded, .notAnOutcome,
        ],
        .refunded: [
            .orderEnded, .orderEnded, .orderEnded, .orderEnded, .alreadyEnded, .notAnOutcome,
        ],
        .failed: [
            .orderEnded, .orderEnded, .orderEnded, .orderEnded, .alreadyEnded, .notAnOutcome,
        ],
    ]

    @Test("every event has its finding in every state")
    func wholeTable() throws {
        #expect(Set(Self.kinds) == Set(CompletionEvent.Kind.allCases))
        for state in Order.State.allCases {
            let row = try #require(Self.table[state])
            for (kind, finding) in zip(Self.kinds, row) {
                let decision = Self.decide(Self.event(kind), Self.order(state))
                #expect(decision.finding == finding, "\(kind) on \(state)")
                let changes =
                    decision.activity != nil || decision.transition != nil
                    || decision.recordsCertificate
                #expect(changes == (finding == .applied), "\(kind) on \(state)")
            }
        }
    }

    @Test("a completion charges what is only reserved, and money goes back the way it came")
    func transitions() {
        let table: [(CompletionEvent.Kind, Order.State, CompletionRules.Transition)] = [
            (.completed, .placed, .complete(confirmsFirst: true)),
            (.completed, .confirmed, .complete(confirmsFirst: false)),
            (.enrolmentCancelled, .placed, .giveBack(wasCharged: false)),
            (.enrolmentCancelled, .confirmed, .giveBack(wasCharged: true)),
        ]
        for (kind, state, transition) in table {
            #expect(Self.decide(Self.event(kind), Self.order(state)).transition == transition)
        }
    }

    @Test("no activity, certificate or other word ever moves money")
    func noMoney() {
        for kind in [CompletionEvent.Kind.started, .progressed, .certificateIssued, .other] {
            for state in Order.State.allCases {
                let decision = Self.decide(Self.event(kind), Self.order(state))
                #expect(decision.transition == nil, "\(kind) on \(state)")
            }
        }
    }

    @Test("activity from before a cancellation is only late; a completion then contradicts")
    func late() throws {
        for state in [Order.State.cancelled, .refunded] {
            let order = Self.order(state)
            let before = try #require(order.endedAt)
            for kind in [CompletionEvent.Kind.started, .progressed] {
                let decision = Self.decide(Self.event(kind, at: before), order)
                #expect(decision.finding == .lateActivity)
            }
            let completed = Self.decide(Self.event(.completed, at: before), order)
            #expect(completed.finding == .orderEnded)
        }
        let failed = Self.decide(
            Self.event(.started, at: Self.placedAt), Self.order(.failed))
        #expect(failed.finding == .orderEnded)
    }

    @Test("dates before the order and ahead of now contradict, up to the skew of clocks")
    func dates() {
        let skew = CompletionRules.clockSkewMax
        let moment = Span(milliseconds: 1)
        let kinds: [CompletionEvent.Kind] = [.started, .progressed, .completed]
        for kind in kinds {
            for state in [Order.State.placed, .confirmed] {
                let table: [(Instant, CompletionFinding)] = [
                    (Self.placedAt - skew - moment, .beforeTheOrder),
                    (Self.placedAt - skew, .applied),
                    (Self.now + skew, .applied),
                    (Self.now + skew + moment, .inTheFuture),
                ]
                for (at, finding) in table {
                    let decision = Self.decide(Self.event(kind, at: at), Self.order(state))
                    #expect(decision.finding == finding, "\(kind) on \(state) at \(at)")
                }
            }
        }
    }

    @Test("a certificate may be dated by its day, but not to a day before the order")
    func certificateDates() {
        let earliest = Self.placedAt - CompletionRules.clockSkewMax - .days(1)
        let table: [(Instant, CompletionFinding)] = [
            (earliest, .applied),
            (earliest - Span(milliseconds: 1), .beforeTheOrder),
            (Self.now + .hours(1), .inTheFuture),
        ]
        for (issuedAt, finding) in table {
            var event = Self.event(.certificateIssued)
            event.certificate?.issuedAt = issuedAt
            #expect(Self.decide(event, Self.order(.completed)).finding == finding)
        }
    }

    @Test("progress never goes back, and the earliest start stands")
    func monotone() {
        var order = Self.order(.confirmed)
        order.startedAt = Self.now - .hours(5)
        order.progress = 0.5
        order.progressedAt = Self.now - .hours(1)
        var lower = Self.event(.progressed)
        lower.progress = 0.2
        #expect(Self.decide(lower, order).finding == .nothingNew)
        #expect(Self.decide(Self.event(.progressed), order).finding == .nothingNew)
        var higher = lower
        higher.progress = 0.7
        #expect(Self.decide(higher, order).activity?.progress == 0.7)
        let sooner = Self.event(.started, at: Self.now - .hours(7))
        #expect(Self.decide(sooner, order).activity?.startedAt == Self.now - .hours(7))
        #expect(Self.decide(sooner, order).activity?.progress == 0.5)
    }

    @Test("full progress is no completion, and a completion is full progress")
    func fullProgress() {
        var event = Self.event(.progressed)
        event.progress = 1
        #expect(Self.decide(event, Self.order(.confirmed)).transition == nil)
        let completed = Self.decide(Self.event(.completed), Self.order(.confirmed))
        #expect(completed.activity?.progress == 1)
    }

    @Test("the first certificate stands, also when a completion brings it")
    func certificates() {
        let event = Self.event(.certificateIssued)
        for state in [Order.State.placed, .confirmed, .completed] {
            let order = Self.order(state)
            #expect(Self.decide(event, order).recordsCertificate)
            #expect(Self.decide(event, order, certificate: "BKL-1").finding == .nothingNew)
            let other = Self.decide(event, order, certificate: "BKL-2")
            #expect(other.finding == .otherCertificate)
            #expect(!other.recordsCertificate)
        }
        var completion = Self.event(.completed)
        completion.certificate = event.certificate
        let late = Self.decide(completion, Self.order(.completed))
        #expect(late.finding == .applied)
        #expect(late.recordsCertificate)
        let clash = Self.decide(completion, Self.order(.confirmed), certificate: "BKL-2")
        #expect(clash.finding == .otherCertificate)
        #expect(clash.transition == .complete(confirmsFirst: false))
    }

    @Test("a completion or certificate from before the schedule began proves nothing")
    func schedule() {
        let starts = Self.placedAt + .days(1)
        let skew = CompletionRules.clockSkewMax
        let moment = Span(milliseconds: 1)
        func finding(_ kind: CompletionEvent.Kind, at: Instant) -> CompletionFinding {
            CompletionRules.decide(
                Self.event(kind, at: at), on: Self.order(.confirmed), scheduleStartsAt: starts,
                certificateNumber: nil, now: Self.now
            ).finding
        }
        for kind in [CompletionEvent.Kind.completed, .certificateIssued] {
            #expect(finding(kind, at: starts - skew) == .applied)
            #expect(finding(kind, at: starts - skew - moment) == .beforeTheSchedule)
        }
        for kind in [CompletionEvent.Kind.started, .progressed] {
            #expect(finding(kind, at: starts - .hours(3)) == .applied)
        }
    }

    @Test("a certificate of an impossible date does not void its completion")
    func misdatedCertificate() {
        var event = Self.event(.completed)
        var unreadable = event
        unreadable.hasUnreadableCertificate = true
        #expect(Self.decide(unreadable, Self.order(.confirmed)).finding == .certificateUnusable)
        for issuedAt in [Self.placedAt - .days(40), Self.now + .days(40)] {
            event.certificate = CompletionEvent.IssuedCertificate(
                number: "BKL-1", url: "https://bukalapak.test/c/1", issuedAt: issuedAt)
            let decision = Self.decide(event, Self.order(.confirmed))
            #expect(decision.finding == .certificateUnusable)
            #expect(decision.transition == .complete(confirmsFirst: false))
            #expect(!decision.recordsCertificate)
        }
    }

    @Test("an event that names another enrolment of the order contradicts")
    func otherEnrolment() {
        var event = Self.event(.completed)
        event.enrolmentReference = "enr-8"
        #expect(Self.decide(event, Self.order(.confirmed)).finding == .otherEnrolment)
        event.enrolmentReference = nil
        #expect(Self.decide(event, Self.order(.confirmed)).finding == .applied)
    }
}
