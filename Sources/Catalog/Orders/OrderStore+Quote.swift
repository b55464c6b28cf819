import SQL

extension OrderStore {
    /// What buying a course would mean for a participant now: the decision of ``OrderRules`` and
    /// ``IncentiveRules`` on what is stored, and nothing is written.
    ///
    /// Without a schedule code a course that is held on dates is judged as if one of those that
    /// have seats were chosen.
    /// - Throws: 404 for an unknown course, or one that waits for a curator.
    public func quote(
        _ course: PurchaseCommand.CourseReference, scheduleCode: String? = nil,
        for participant: Identifier<Participant>, now: Instant
    ) throws -> PurchaseQuote {
        let found = try situation(of: participant, course, scheduleCode: scheduleCode, key: nil)
        guard var situation = found else { throw Refusal.notFound("course") }
        situation.history = try history(of: participant, course: situation.course)
        situation.otherSchedules = try openSchedules(of: situation.course.course.id, now: now)
        var reasons: [PurchaseRefusalReason] = []
        if case .refuse(let found) = OrderRules.decide(situation, now: now) { reasons = found }
        if scheduleCode == nil, !situation.otherSchedules.isEmpty {
            reasons.removeAll { $0 == .scheduleRequired }
        }
        let candidate = IncentiveRules.Candidate(
            title: situation.course.course.title, price: situation.course.price,
            durationMinutes: situation.course.durationMinutes)
        let incentives = IncentiveStore(database, schemes: schemes)
        guard let prospect = try incentives.prospect(of: candidate, for: participant, now: now)
        else { throw Refusal.notFound("participant") }
        return PurchaseQuote(
            price: situation.course.price, balance: situation.card?.balance,
            refusals: reasons.map { $0.words(situation) },
            orderID: situation.history.sameCourse, incentive: prospect)
    }
}
