/// What a feed means for the courses that we have.
public enum SyncRules {
    /// Decides, from what is known and what came, what is created, changed, listed again, delisted,
    /// rejected and held. Pure.
    ///
    /// - Parameters:
    ///   - known: every course of the platform.
    ///   - isComplete: the feed is the whole catalogue, not a delta.
    ///   - accept: an operator has seen what was held and lets it pass.
    public static func decide(
        known: KnownCourses, feed: CollectedFeed, isComplete: Bool,
        categories: CategoryMap, accept: Bool = false
    ) -> SyncPlan {
        let gone = gone(from: known, feed: feed, isComplete: isComplete)
        var plan = SyncPlan()
        plan.rejected = feed.rejectedCount
        if isComplete, !accept,
            let reason = holdReason(known: known, feed: feed, gone: gone, plan: &plan)
        {
            plan.holdReason = reason
        }
        for (position, entry) in feed.entries.enumerated() {
            guard let entry else { continue }
            place(
                entry, at: position, known: known[entry.externalID],
                holdsMoves: !isComplete && !accept, in: &plan)
        }
        for id in feed.unchanged.sorted() {
            guard let course = known[id], !feed.listsAnew(id) else { continue }
            if course.state == .delisted {
                plan.actions.append(.relist(course.id, nil))
            } else {
                plan.unchanged += 1
            }
        }
        if !isComplete {
            // What a delta does not mention is as it was.
            plan.unchanged += known.all.count { course in
                course.isListed && !feed.lists(course.externalID)
                    && !feed.removed.contains(course.externalID)
            }
        }
        plan.actions += gone.map { .delist($0.id) }
        if plan.holdReason != nil {
            plan.held = plan.actions.count
            plan.actions = []
        }
        for record in feed.rejects { plan.note(.rejected, record.record, record.reason) }
        noteUnknownWords(feed: feed, categories: categories, in: &plan)
        return plan
    }

    /// Courses that the source no longer has, by external id.
    private static func gone(
        from known: KnownCourses, feed: CollectedFeed, isComplete: Bool
    ) -> [KnownCourse] {
        known.all.filter { course in
            let id = course.externalID
            return course.mayVanish
                && (feed.removed.contains(id) || (isComplete && !feed.lists(id)))
        }
    }

    private static func place(
        _ entry: CollectedFeed.Entry, at position: Int, known: KnownCourse?, holdsMoves: Bool,
        in plan: inout SyncPlan
    ) {
        guard let known else { return plan.actions.append(.create(position)) }
        let isSame = known.contentHash == entry.contentHash
        if isSame, known.state != .delisted {
            plan.unchanged += 1
            return
        }
        if holdsMoves, isGreatMove(of: known, to: entry.price) {
            plan.held += 1
            note(known, entry, in: &plan)
            return
        }
        if known.state == .delisted {
            plan.actions.append(.relist(known.id, isSame ? nil : position))
        } else {
            plan.actions.append(.change(known.id, position))
        }
    }

    /// Why a full feed is held, with the courses in question as notes; nil where it is not.
    private static func holdReason(
        known: KnownCourses, feed: CollectedFeed, gone: [KnownCourse], plan: inout SyncPlan
    ) -> String? {
        var reasons: [String] = []
        let had = known.all.count(where: \.isListed)
        let lost = gone.filter(\.isListed)
        if HoldPolicy.losesTooMany(lost.count, of: had) {
            reasons.append(
                "\(lost.count) of \(had) courses are no longer listed, more than "
                    + "\(HoldPolicy.lostPercentMax) %")
            for course in lost {
                plan.note(
                    .held, course.externalID, "no longer listed: \(course.title)",
                    change: SyncNote.Change(
                        field: CourseField.state.rawValue, old: course.state.rawValue,
                        new: Course.State.delisted.rawValue))
            }
        }
        let entries = feed.entries.lazy.compactMap(\.self)
        let moved = entries.compactMap { entry -> (CollectedFeed.Entry, KnownCourse)? in
            guard let course = known[entry.externalID],
                isGreatMove(of: course, to: entry.price)
            else { return nil }
            return (entry, course)
        }
        let prices =
            entries.count { $0.price != nil && known[$0.externalID]?.price != nil }
            + feed.unchanged.count { known[$0]?.price != nil && !feed.listsAnew($0) }
        if HoldPolicy.movesTooMany(moved.count, of: prices) {
            reasons.append(
                "\(moved.count) of \(prices) prices moved by more than half, more than "
                    + "\(HoldPolicy.movedPercentMax) %")
            for (entry, course) in moved { note(course, entry, in: &plan) }
        }
        return reasons.isEmpty ? nil : reasons.joined(separator: "; ")
    }

    /// A fixed price does not move, whatever the platform asks.
    private static func isGreatMove(of known: KnownCourse, to price: Money?) -> Bool {
        !known.isPriceFixed && HoldPolicy.isGreatMove(from: known.price, to: price)
    }

    private static func note(
        _ known: KnownCourse, _ entry: CollectedFeed.Entry, in plan: inout SyncPlan
    ) {
        plan.note(
            .held, entry.externalID, move(from: known, to: entry.price),
            change: SyncNote.Change(
                field: CourseField.price.rawValue, old: known.price.map { String($0.rupiah) },
                new: entry.price.map { String($0.rupiah) }))
    }

    private static func move(from known: KnownCourse, to price: Money?) -> String {
        let (old, new) = (known.price?.description ?? "-", price?.description ?? "-")
        return "price \(old) → \(new): \(known.title)"
    }

    private static func noteUnknownWords(
        feed: CollectedFeed, categories: CategoryMap, in plan: inout SyncPlan
    ) {
        let unmapped = feed.categoryCounts.filter { categories.category(for: $0.key) == nil }
        for (word, count) in unmapped.sorted(by: { $0.key < $1.key }) {
            plan.note(
                .unknownWord, "category",
                "\"\(word)\" maps to none of our categories (\(count) records)")
        }
        for record in feed.emptied { plan.note(.unknownWord, record.record, record.reason) }
    }
}
