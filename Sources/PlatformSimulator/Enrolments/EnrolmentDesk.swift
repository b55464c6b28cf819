import Catalog
import PlatformAdapters
import Synchronization

/// An enrolment at a simulated platform.
struct SimulatedEnrolment: Sendable, Equatable {
    /// What an enrolment is asked for with; the same again is the same enrolment.
    struct Application: Sendable, Equatable {
        let orderID: String
        let courseID: String
        let learnerID: String
        let scheduleCode: String?
    }

    let id: String
    /// Nil for one that was made before the simulator was restarted.
    let application: Application?
    var state: Enrolment.State
    var completedAt: Instant?
}

/// Takes enrolments, in memory: a course that exists and is not refused, a seat where the course
/// is held on a date.
///
/// Their ids follow from the orders. So after a restart, with the memory gone, an id of that form
/// that is asked for is taken as an enrolment from before, active and without particulars: it is
/// better that its learner begins anew than that the platform denies it.
final class EnrolmentDesk: Sendable {
    static let enrolmentsMax = 1_000_000

    enum Outcome: Sendable {
        case created(SimulatedEnrolment)
        case exists(SimulatedEnrolment)
        /// The same id for something else.
        case conflict
        case refused(String)
    }

    private struct State {
        var enrolments: [String: SimulatedEnrolment] = [:]
        /// Seats taken, by course and schedule.
        var taken: [String: Int] = [:]
    }

    private let shelf: CourseShelf
    private let refusedCourses: Set<String>
    private let state = Mutex(State())

    init(shelf: CourseShelf, refusedCourses: Set<String>) {
        self.shelf = shelf
        self.refusedCourses = refusedCourses
    }

    /// - Parameter reopens: one that was cancelled is made anew, where learner and course have one
    ///   enrolment between them and no order is named.
    func enrol(
        _ id: String, _ application: SimulatedEnrolment.Application, reopens: Bool = false
    ) -> Outcome {
        state.withLock { state in
            if let known = state.enrolments[id], !(reopens && known.state == .cancelled) {
                return known.application == nil || known.application == application
                    ? .exists(known) : .conflict
            }
            guard shelf.course(application.courseID) != nil else {
                return .refused("Kelas \(application.courseID) tidak ditemukan.")
            }
            guard !refusedCourses.contains(application.courseID) else {
                return .refused("Pendaftaran untuk kelas ini ditutup.")
            }
            guard state.enrolments.count < Self.enrolmentsMax else {
                return .refused("Pendaftaran sedang ditutup.")
            }
            if let code = application.scheduleCode {
                let sessions = shelf.sessions(of: application.courseID)
                guard let session = sessions.first(where: { $0.code == code }) else {
                    return .refused("Jadwal \(code) tidak ditemukan.")
                }
                let key = Self.seatKey(application)
                guard state.taken[key, default: 0] < session.seats ?? Int.max else {
                    return .refused("Kuota jadwal \(code) sudah habis.")
                }
                state.taken[key, default: 0] += 1
            }
            let enrolment = SimulatedEnrolment(id: id, application: application, state: .active)
            state.enrolments[id] = enrolment
            return .created(enrolment)
        }
    }

    /// The enrolment, where it was made since the start.
    func known(_ id: String) -> SimulatedEnrolment? {
        state.withLock { $0.enrolments[id] }
    }

    /// - Parameter application: what one from before a restart was made with, where the id tells.
    /// - Returns: the enrolment, and whether it was only now taken up again after a restart.
    func enrolment(
        _ id: String, resumedAs application: SimulatedEnrolment.Application? = nil
    ) -> (enrolment: SimulatedEnrolment, isResumed: Bool)? {
        state.withLock { state in
            if let known = state.enrolments[id] { return (known, false) }
            guard Self.isDerived(id), state.enrolments.count < Self.enrolmentsMax else {
                return nil
            }
            let resumed = SimulatedEnrolment(id: id, application: application, state: .active)
            state.enrolments[id] = resumed
            return (resumed, true)
        }
    }

    /// Whether there is such an enrolment, or may have been one before a restart.
    func mayHave(_ id: String) -> Bool {
        Self.isDerived(id) || state.withLock { $0.enrolments[id] != nil }
    }

    /// Gives the seat back; whether there was anything to cancel.
    func cancel(_ id: String) -> Bool {
        state.withLock { state in
            guard let known = state.enrolments[id], known.state == .active else { return false }
            state.enrolments[id]?.state = .cancelled
            if let application = known.application, application.scheduleCode != nil {
                state.taken[Self.seatKey(application), default: 1] -= 1
            }
            return true
        }
    }

    /// Whether the learner is still to be heard of.
    func isActive(_ id: String) -> Bool {
        state.withLock { $0.enrolments[id]?.state == .active }
    }

    func complete(_ id: String, at now: Instant) {
        state.withLock { state in
            guard state.enrolments[id]?.state == .active else { return }
            state.enrolments[id]?.state = .completed
            state.enrolments[id]?.completedAt = now
        }
    }

    /// A UUID of version 8, as ``DerivedID`` makes them.
    static func isDerived(_ id: String) -> Bool {
        let groups = id.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12] && groups[2].first == "8"
            && groups.allSatisfy { $0.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) } }
    }

    private static func seatKey(_ application: SimulatedEnrolment.Application) -> String {
        application.courseID + "\u{0}" + (application.scheduleCode ?? "")
    }
}
