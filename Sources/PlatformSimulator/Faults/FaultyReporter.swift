import Catalog
import Synchronization

/// Tells the service what learners did, not quite as it was.
struct FaultyReporter: LearnerReporter {
    static let skew = Span.minutes(20)

    let platformID: String
    let reporter: any LearnerReporter
    let dice: FaultDice
    let others: EnrolmentsElsewhere

    func report(_ event: LearnerStory.Event) async -> Bool {
        others.note(event.enrolment, of: platformID)
        guard let rule = dice.roll(path: "") else { return await reporter.report(event) }
        switch rule.fault {
        case .clockSkew:
            let isAhead = Chance.number("skew", event.enrolment.id).isMultiple(of: 2)
            return await reporter.report(
                event.moved(to: isAhead ? event.at + Self.skew : event.at - Self.skew))
        case .certificateFirst:
            if case .completed = event.step {
                let number = LearnerStory.certificateNumber(platformID, event.enrolment.id)
                let early = event.turned(into: .certified(number: number))
                guard await reporter.report(early) else { return false }
            }
            return await reporter.report(event)
        default:
            if case .completed = event.step, let other = others.any(but: platformID) {
                _ = await reporter.report(
                    LearnerStory.Event(
                        id: LearnerStory.eventID(.started, other.id + event.id),
                        step: event.step, enrolment: other, at: event.at))
            }
            return await reporter.report(event)
        }
    }
}

extension LearnerStory.Event {
    fileprivate func moved(to at: Instant) -> Self {
        Self(id: id, step: step, enrolment: enrolment, at: at)
    }

    fileprivate func turned(into step: LearnerStory.Step) -> Self {
        Self(
            id: LearnerStory.eventID(step, enrolment.id), step: step, enrolment: enrolment,
            at: at)
    }
}

/// An enrolment of each platform, for those that claim what is not theirs.
final class EnrolmentsElsewhere: Sendable {
    private let newest = Mutex<[String: SimulatedEnrolment]>([:])

    func note(_ enrolment: SimulatedEnrolment, of platformID: String) {
        newest.withLock { $0[platformID] = enrolment }
    }

    func any(but platformID: String) -> SimulatedEnrolment? {
        newest.withLock { newest in
            newest.filter { $0.key != platformID }.min { $0.key < $1.key }?.value
        }
    }
}
