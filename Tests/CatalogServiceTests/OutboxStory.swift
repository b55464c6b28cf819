import Catalog
import Testing

/// What a platform answers while an order is enrolled, what happens meanwhile, and how it ends.
struct OutboxStory: Sendable, CustomTestStringConvertible {
    enum Meanwhile: Sendable {
        case nothing, cancelRequested
        case event(String)
    }

    let testDescription: String
    var meanwhile = Meanwhile.nothing
    var steps = 4
    let state: Order.State
    let calls: [String]
    let script: OutboxScriptedPlatform.Script

    init(
        _ description: String, meanwhile: Meanwhile = .nothing, steps: Int = 4,
        _ state: Order.State, _ calls: [String],
        enrols: [Result<Enrolment, PlatformFailure>] = [.success(enrolled())],
        lookUps: [Result<Enrolment?, PlatformFailure>] = [.success(nil)],
        cancels: [PlatformFailure?] = [nil]
    ) {
        testDescription = description
        self.meanwhile = meanwhile
        self.steps = steps
        self.state = state
        self.calls = calls
        script = OutboxScriptedPlatform.Script(enrols: enrols, lookUps: lookUps, cancels: cancels)
    }

    /// A course is completed after it began.
    var startsIn: Span {
        if case .event("course.completed") = meanwhile { return OutboxStage.soon }
        return .days(7)
    }

    static let lost = PlatformFailure.unknown("the reply was lost")
    static let down = PlatformFailure.unavailable("down", retryAfterSeconds: nil)

    static func enrolled(_ state: Enrolment.State = .active) -> Enrolment {
        Enrolment(reference: "e-1", state: state)
    }
}

extension OutboxStory {
    /// What the platform answers, and what happens while it is asked to enrol.
    static let all: [OutboxStory] = [
        OutboxStory("enrolled at once", .confirmed, ["enrol"]),
        OutboxStory("refused", .failed, ["enrol"], enrols: [.failure(.refused("full"))]),
        OutboxStory(
            "down, then enrolled", .confirmed, ["enrol", "enrol"],
            enrols: [.failure(down), .success(enrolled())]),
        OutboxStory(
            "not accepted, then refused", .failed, ["enrol", "enrol"],
            enrols: [.failure(.unauthorized("who?")), .failure(.refused("full"))]),
        OutboxStory(
            "lost, found", .confirmed, ["enrol", "look up"], enrols: [.failure(lost)],
            lookUps: [.success(enrolled())]),
        OutboxStory(
            "lost, not found yet, enrolled", .confirmed, ["enrol", "look up", "enrol"],
            enrols: [.failure(lost), .success(enrolled())]),
        OutboxStory(
            "lost, then in conflict with the first request, which is found", .confirmed,
            ["enrol", "look up", "enrol", "look up"],
            enrols: [.failure(lost), .failure(.conflict("exists"))],
            lookUps: [.success(nil), .success(enrolled())]),
        OutboxStory(
            "lost, then refused because the first request enrolled", .confirmed,
            ["enrol", "look up", "enrol", "look up"],
            enrols: [.failure(lost), .failure(.refused("already a learner"))],
            lookUps: [.success(nil), .success(enrolled())]),
        OutboxStory(
            "lost, then refused and nothing there after a minute", .failed,
            ["enrol", "look up", "enrol", "look up"],
            enrols: [.failure(lost), .failure(.refused("full"))]),
        OutboxStory(
            "lost for good", steps: 2, .placed, ["enrol", "look up", "enrol", "look up"],
            enrols: [.failure(lost)]),
        OutboxStory(
            "lost, and the look-up as well", steps: 1, .placed, ["enrol", "look up"],
            enrols: [.failure(lost)], lookUps: [.failure(down)]),
        OutboxStory(
            "lost, refused, but nobody can look", steps: 2, .placed,
            ["enrol", "look up", "enrol", "look up"],
            enrols: [.failure(lost), .failure(.refused("full"))], lookUps: [.failure(down)]),
        OutboxStory(
            "a conflict about nothing that can be seen", .failed,
            ["enrol", "look up", "enrol", "look up"], enrols: [.failure(.conflict("full"))]),
        OutboxStory(
            "a conflict that hides what it is about", steps: 3, .placed,
            ["enrol", "look up", "enrol", "look up", "enrol", "look up"],
            enrols: [.failure(.conflict("full"))], lookUps: [.failure(.conflict("full"))]),
        OutboxStory(
            "still deciding, then enrolled", .confirmed, ["enrol", "enrol"],
            enrols: [.success(enrolled(.pending)), .success(enrolled())]),
        OutboxStory(
            "still deciding", steps: 2, .placed, ["enrol", "enrol"],
            enrols: [.success(enrolled(.pending))]),
        OutboxStory(
            "cancelled there", .failed, ["enrol"], enrols: [.success(enrolled(.cancelled))]),
        OutboxStory(
            "enrolled, cancelled by its buyer meanwhile", meanwhile: .cancelRequested, .refunded,
            ["enrol", "cancel e-1"]),
        OutboxStory(
            "the buyer's cancellation is answered on the second try", meanwhile: .cancelRequested,
            .refunded,
            ["enrol", "cancel e-1", "cancel e-1"], cancels: [lost, nil]),
        OutboxStory(
            "refused the second time because it is gone", meanwhile: .cancelRequested, .refunded,
            ["enrol", "cancel e-1", "cancel e-1", "look up"],
            cancels: [lost, .refused("already cancelled")]),
        OutboxStory(
            "refused the second time, and cancelled there", meanwhile: .cancelRequested, .refunded,
            ["enrol", "cancel e-1", "look up"], lookUps: [.success(enrolled(.cancelled))],
            cancels: [.refused("already cancelled")]),
        OutboxStory(
            "the platform keeps the enrolment", meanwhile: .cancelRequested, .confirmed,
            ["enrol", "cancel e-1", "look up"], lookUps: [.success(enrolled())],
            cancels: [.refused("begun")]),
        OutboxStory(
            "the platform refuses to cancel and cannot be asked", meanwhile: .cancelRequested,
            steps: 2,
            .confirmed, ["enrol", "cancel e-1", "look up"], lookUps: [.failure(down)],
            cancels: [.refused("begun")]),
        OutboxStory(
            "refused, cancelled by its buyer meanwhile", meanwhile: .cancelRequested, .failed,
            ["enrol"],
            enrols: [.failure(.refused("full"))]),
        OutboxStory(
            "down while its buyer cancels", meanwhile: .cancelRequested, .cancelled, ["enrol"],
            enrols: [.failure(down)]),
        OutboxStory(
            "lost while its buyer cancels: found first, then cancelled",
            meanwhile: .cancelRequested,
            .refunded,
            ["enrol", "look up", "enrol", "cancel e-1"],
            enrols: [.failure(lost), .success(enrolled())]),
        OutboxStory(
            "enrolled after the platform said that it cancelled",
            meanwhile: .event("enrolment.cancelled"),
            .cancelled, ["enrol", "cancel e-1"]),
        OutboxStory(
            "enrolled after it ended, and not to be cancelled",
            meanwhile: .event("enrolment.cancelled"),
            .cancelled, ["enrol", "cancel e-1", "look up"], lookUps: [.success(enrolled())],
            cancels: [.refused("begun")]),
        OutboxStory(
            "a completion overtakes the answer", meanwhile: .event("course.completed"), .completed,
            ["enrol"]),
        OutboxStory(
            "a completion overtakes the answer that is lost", meanwhile: .event("course.completed"),
            .completed,
            ["enrol", "look up"], enrols: [.failure(lost)]),
    ]
}
