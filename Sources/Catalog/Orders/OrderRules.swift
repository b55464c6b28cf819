/// The rules of buying, cancelling and waiting: pure functions of what is known and of the time.
public enum OrderRules {
    // MARK: - Buying

    public enum PurchaseDecision: Sendable, Equatable {
        case accept(price: Money)
        /// All reasons at once, in their order, so that nobody mends one to meet the next.
        case refuse([PurchaseRefusalReason])
    }

    /// Whether this course may be bought now (facts of the programme: first purchase within the
    /// scheme's days, price at most the balance, the same course never twice, one course at a
    /// time where the scheme says so).
    public static func decide(
        _ situation: PurchaseSituation, now: Instant
    ) -> PurchaseDecision {
        let found = Set(
            cardReasons(situation, now: now) + historyReasons(situation)
                + courseReasons(situation) + scheduleReasons(situation, now: now))
        if found.isEmpty, let price = situation.course.price { return .accept(price: price) }
        return .refuse(PurchaseRefusalReason.allCases.filter(found.contains))
    }

    /// Whether ``decide(_:now:)`` looks at more of the history than at
    /// ``PurchaseSituation/History/sameCourse``.
    static func looksAtWholeHistory(
        _ card: PurchaseSituation.CardFacts, oneCourseAtATime: Bool, now: Instant
    ) -> Bool {
        oneCourseAtATime || now >= card.buyBefore
    }

    private static func cardReasons(
        _ situation: PurchaseSituation, now: Instant
    ) -> [PurchaseRefusalReason] {
        guard let card = situation.card else { return [.noCard] }
        // A closed card has no balance and no window: those would be the same reason again.
        switch card.state {
        case .revoked: return [.cardRevoked]
        case .expired: return [.cardExpired]
        case .active where now >= card.expiresAt: return [.cardExpired]
        case .active: break
        }
        var reasons: [PurchaseRefusalReason] = []
        if let reason = windowReason(situation, card: card, now: now) { reasons.append(reason) }
        if let price = situation.course.price, price > card.balance {
            reasons.append(.balanceTooLow)
        }
        return reasons
    }

    /// In the first days anything may be bought. After them it takes a purchase made in time, of a
    /// course that is not free, and, where the scheme counts further days, a review from which
    /// they are counted. A purchase that the platform did not carry out, or ended, begins the first
    /// days anew (`buyBefore` is moved): the buyer made it in time, and may make another.
    private static func windowReason(
        _ situation: PurchaseSituation, card: PurchaseSituation.CardFacts, now: Instant
    ) -> PurchaseRefusalReason? {
        if now < card.buyBefore { return nil }
        if situation.history.purchases == 0 { return .firstWindowPassed }
        guard let days = situation.furtherPurchaseDaysAfterCompletion else { return nil }
        guard let reviewed = situation.history.firstReviewedAt else {
            return .furtherWindowNotOpen
        }
        return now < reviewed + .days(days) ? nil : .furtherWindowPassed
    }

    private static func historyReasons(_ situation: PurchaseSituation) -> [PurchaseRefusalReason] {
        var reasons: [PurchaseRefusalReason] = []
        if situation.history.sameCourse != nil { reasons.append(.alreadyBought) }
        if situation.oneCourseAtATime, situation.history.underway != nil {
            reasons.append(.oneCourseAtATime)
        }
        return reasons
    }

    private static func courseReasons(_ situation: PurchaseSituation) -> [PurchaseRefusalReason] {
        if situation.course.state != .published || !situation.course.isPlatformSelling {
            return [.courseNotForSale]
        }
        return situation.course.price == nil ? [.courseUnpriced] : []
    }

    private static func scheduleReasons(
        _ situation: PurchaseSituation, now: Instant
    ) -> [PurchaseRefusalReason] {
        guard situation.scheduleCode != nil else {
            return situation.course.hasSchedules ? [.scheduleRequired] : []
        }
        guard let schedule = situation.schedule else { return [.scheduleUnknown] }
        var reasons: [PurchaseRefusalReason] = []
        if schedule.startsAt <= now { reasons.append(.scheduleBegun) }
        if let seats = schedule.seats, schedule.seatsTaken >= seats {
            reasons.append(.scheduleFull)
        }
        return reasons
    }

    // MARK: - Cancelling

    public enum CancelDecision: Sendable, Equatable {
        /// The platform has not been asked: it ends here.
        case atOnce
        /// The platform is told first; the money comes back with its answer.
        case afterPlatform
        /// It is on its way, or over: nothing more to do.
        case unchanged
        case refuse([CancelRefusalReason])
    }

    /// Whether an order may be cancelled by its participant. A bought course is not swapped once
    /// it has begun.
    public static func decideCancel(
        _ order: Order, scheduleStartsAt: Instant?, now: Instant
    ) -> CancelDecision {
        switch order.state {
        case .cancelled, .refunded, .failed: return .unchanged
        case .reserved: return .atOnce
        case .completed: return .refuse([.courseCompleted])
        case .placed, .confirmed: break
        }
        if order.cancelRequestedAt != nil { return .unchanged }
        var reasons: [CancelRefusalReason] = []
        if order.startedAt != nil || order.progress ?? 0 > 0 { reasons.append(.courseStarted) }
        // While the platform is being asked it is not the buyer who let the date come.
        if order.state == .confirmed, let start = scheduleStartsAt, start <= now {
            reasons.append(.scheduleBegun)
        }
        return reasons.isEmpty ? .afterPlatform : .refuse(reasons)
    }

    // MARK: - Waiting

    /// On whom an order's next step depends, and since when; nil where nothing more is to come.
    public static func waiting(_ order: Order, hasCertificate: Bool) -> OrderView.Waiting? {
        switch order.state {
        case .reserved:
            return OrderView.Waiting(for: .programme, since: order.createdAt)
        case .placed:
            return OrderView.Waiting(for: .platform, since: order.placedAt ?? order.createdAt)
        case .confirmed:
            let active = order.progressedAt ?? order.startedAt ?? order.confirmedAt
            if let requested = order.cancelRequestedAt {
                return OrderView.Waiting(for: .platform, since: requested)
            }
            // All of it was followed: what is missing is the platform's word.
            let everythingDone = order.progress ?? 0 >= 1
            return OrderView.Waiting(
                for: everythingDone ? .platform : .participant, since: active ?? order.createdAt)
        case .completed:
            let since = order.completedAt ?? order.createdAt
            if !hasCertificate { return OrderView.Waiting(for: .platform, since: since) }
            return order.ratedAt == nil
                ? OrderView.Waiting(for: .participant, since: since) : nil
        case .cancelled, .refunded, .failed:
            return nil
        }
    }
}
