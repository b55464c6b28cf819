import Catalog
import Foundation

/// Asks the flag rules about the whole catalogue, after it has changed and at intervals. Reads in
/// pages, works out the findings on no thread that anybody waits for, and writes only what
/// changed, in small commands.
struct FlagWorker: Sendable {
    /// How often it is looked whether the catalogue has changed.
    static let pauseSeconds = 2
    /// What depends on time is asked again after this, and orders are counted anew.
    static let intervalMax = Span.minutes(10)
    /// How many times longer than a round it is then left alone.
    static let restOfRounds: Int64 = 5
    /// Settlements of one command, so that purchases wait for milliseconds only.
    static let batchMax = 100
    /// Courses that are looked at; of a greater catalogue the newest are left out.
    static let coursesMax = 500_000
    /// Orders that are counted in one round, the newest of the time that counts.
    static let ordersMax = 2_000_000
    /// How many times longer than a page a rest takes.
    static let restOfPages = 2
    static let restMax = Duration.seconds(2)

    let context: ServiceContext
    let settings: FlagSettings

    func run() async {
        var version: Int64 = -1
        var countedAt = Instant(milliseconds: 0)
        var conduct: [Identifier<Course>: CourseConduct] = [:]
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(Self.pauseSeconds))
            if Task.isCancelled { return }
            do {
                let current = try await context.reads.run { try CourseStore($0).version() }
                let began = context.clock.now()
                if began - countedAt > Self.intervalMax {
                    conduct = try await count(since: began - .days(settings.conductDays))
                    countedAt = began
                } else if current == version {
                    continue
                }
                try await round(conduct)
                version = current
                let spent = context.clock.now() - began
                try await Task.sleep(for: .milliseconds(spent.milliseconds * Self.restOfRounds))
            } catch is CancellationError {
                return
            } catch {
                context.log.error(
                    "flag_worker_failed", ["error": CommandFailure.words(for: error)])
            }
        }
    }

    /// All courses once.
    private func round(_ conduct: [Identifier<Course>: CourseConduct]) async throws {
        let now = context.clock.now()
        let (settings, clock) = (settings, ContinuousClock())
        let start = clock.now
        var rested = Duration.zero
        let schemes = try await context.reads.run { try SchemeStore($0).load() }
        var survey = FlagSurvey(
            rules: FlagRules(settings, schemes: schemes.values), conduct: conduct)
        let changesSince = now - .days(settings.priceJump.days)
        var cursor: Identifier<Course>?
        while survey.count < Self.coursesMax {
            let began = clock.now
            let after = cursor
            let page = try await context.reads.run {
                try FlagSubjectStore($0).page(after: after, changesSince: changesSince)
            }
            survey.add(page, now: now)
            guard page.count == FlagSubjectStore.pageMax, let last = page.last else { break }
            cursor = last.id
            rested += try await rest(after: clock.now - began)
        }
        var changed = 0
        for courses in survey.pages() {
            let began = clock.now
            changed += try await settle(survey.findings(on: courses), of: courses, now: now)
            rested += try await rest(after: clock.now - began)
        }
        try await closeThoseOver(now: now)
        context.log.info(
            "flag_round",
            [
                "courses": "\(survey.count)", "changed": "\(changed)",
                "worked_ms": "\((clock.now - start - rested).milliseconds)",
                "rested_ms": "\(rested.milliseconds)",
            ])
    }

    /// - Returns: how many flags changed.
    private func settle(
        _ findings: [Identifier<Course>: [FlagFinding]], of courses: [Identifier<Course>],
        now: Instant
    ) async throws -> Int {
        let due = try await context.reads.run {
            try FlagStore($0).due(findings, of: courses, rules: FlagSurvey.rules)
        }
        for start in stride(from: 0, to: due.count, by: Self.batchMax) {
            let batch = due[start..<min(start + Self.batchMax, due.count)]
            try await context.commands.run { database in
                let store = FlagStore(database)
                for settlement in batch {
                    try store.settle(
                        settlement.rule, on: settlement.course, as: settlement.finding, now: now)
                }
            }
        }
        return due.count
    }

    /// What became of the orders since then, by their courses.
    private func count(since: Instant) async throws -> [Identifier<Course>: CourseConduct] {
        var conduct: [Identifier<Course>: CourseConduct] = [:]
        var cursor = Identifier<Order>(at: since)
        var counted = 0
        while counted < Self.ordersMax {
            let began = ContinuousClock.now
            let after = cursor
            let page = try await context.reads.run {
                try FlagSubjectStore($0).orders(after: after)
            }
            for order in page { conduct[order.course, default: CourseConduct()].add(order.facts) }
            counted += page.count
            guard page.count == FlagSubjectStore.ordersPageMax, let last = page.last else { break }
            cursor = last.id
            _ = try await rest(after: ContinuousClock.now - began)
        }
        return conduct
    }

    private func closeThoseOver(now: Instant) async throws {
        var closed = Self.batchMax
        while closed == Self.batchMax {
            let isOver = try await context.reads.run { try FlagStore($0).hasThoseOver() }
            guard isOver else { return }
            closed = try await context.commands.run {
                try FlagStore($0).closeThoseOver(now: now, limit: Self.batchMax)
            }
        }
    }

    /// Leaves the readers and the processors to those who wait.
    /// - Returns: for how long.
    private func rest(after work: Duration) async throws -> Duration {
        let began = ContinuousClock.now
        try await Task.sleep(for: min(work * Self.restOfPages, Self.restMax))
        return ContinuousClock.now - began
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
