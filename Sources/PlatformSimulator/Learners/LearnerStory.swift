import Catalog
import PlatformAdapters

/// What becomes of an enrolment: a pure function of its id.
struct LearnerStory: Sendable {
    enum Step: Sendable, Equatable {
        case started
        /// From 0 to 1.
        case progressed(Double)
        /// From 0 to 100.
        case completed(score: Int)
        case certified(number: String)

        /// The event's type in the house shape.
        var type: String {
            switch self {
            case .started: return "course.started"
            case .progressed: return "course.progressed"
            case .completed: return "course.completed"
            case .certified: return "certificate.issued"
            }
        }
    }

    /// An event that happened: sent as it is, however often that takes.
    struct Event: Sendable {
        let id: String
        let step: Step
        let enrolment: SimulatedEnrolment
        let at: Instant
    }

    static func steps(_ platformID: String, _ enrolmentID: String) -> [Step] {
        [
            .started, .progressed(0.5),
            .completed(score: 60 + Int(Chance.number("score", enrolmentID) % 41)),
            .certified(number: certificateNumber(platformID, enrolmentID)),
        ]
    }

    /// The same step of the same enrolment always has the same id.
    static func eventID(_ step: Step, _ enrolmentID: String) -> String {
        DerivedID.uuid(step.type, enrolmentID)
    }

    static func certificateNumber(_ platformID: String, _ enrolmentID: String) -> String {
        let digits = String(Chance.number("certificate", enrolmentID) % 100_000_000)
        let padding = String(repeating: "0", count: 8 - digits.count)
        return platformID.prefix(3).uppercased() + "-" + padding + digits
    }
}
