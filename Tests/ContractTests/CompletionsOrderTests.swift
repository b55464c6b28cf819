import SQL
import TestKit
import Testing

@testable import Catalog

@Suite(.bothEngines, .namingEngine) struct CompletionsOrderTests {
    /// What must not depend on the order in which events came.
    struct Outcome: Equatable {
        let state: Order.State
        let reference: String?
        let startedAt: Instant?
        let progress: Double?
        let progressedAt: Instant?
        let completion: Row?
        let certificate: Row?
        let instalments: Int
        let cardBalance: Int64
        let paid: Int64
    }

    enum Step {
        case event(id: String, type: String, more: String, hours: Int)
        /// The platform's answer to the enrolment reaches us.
        case answer
    }

    static func steps(_ reference: String) -> [Step] {
        let certificate = "," + CompletionsWorld.certificate("N-" + reference)
        return [
            .answer,
            .event(id: "started", type: "course.started", more: "", hours: 1),
            .event(id: "again", type: "course.started", more: "", hours: 2),
            .event(id: "some", type: "course.progressed", more: #","progress":0.2"#, hours: 3),
            .event(id: "half", type: "course.progressed", more: #","progress":0.5"#, hours: 4),
            .event(id: "all", type: "course.progressed", more: #","progress":1"#, hours: 9),
            .event(id: "done", type: "course.completed", more: #","score":80"#, hours: 8),
            .event(id: "paper", type: "certificate.issued", more: certificate, hours: 10),
            .event(id: "copy", type: "certificate.issued", more: certificate, hours: 11),
        ]
    }

    static func run(
        _ steps: [Step], in world: CompletionsWorld, byOrder: Set<String>, reference: String
    ) throws -> Outcome {
        let participant = try world.participant()
        let order = try world.order(.placed, of: participant)
        let paidBefore = try world.payable
        for step in steps {
            switch step {
            case .answer:
                try OrderStore(world.database).confirm(
                    order, enrolment: reference, now: world.now)
                try world.completions.replayUnknown(
                    platformID: CompletionsWorld.platform, enrolmentReference: reference,
                    now: world.now)
            case .event(let id, let type, let more, let hours):
                let name =
                    byOrder.contains(id)
                    ? #""order_id":"\#(order)""# : #""enrolment_ref":"\#(reference)""#
                try world.receive(
                    reference + id, type: type, data: name + more,
                    at: CompletionsWorld.start + .hours(hours))
            }
        }
        let after = try world.order(order)
        return Outcome(
            state: after.state, reference: after.enrolmentReference.map { _ in "known" },
            startedAt: after.startedAt, progress: after.progress,
            progressedAt: after.progressedAt,
            completion: try world.database.row(
                "SELECT completed_at, score FROM completions WHERE order_id = $1", order),
            certificate: try world.database.row(
                "SELECT issued_at, holder FROM certificates WHERE order_id = $1", order),
            instalments: try world.database.rows(
                "SELECT id FROM instalments WHERE participant_id = $1", participant
            ).count,
            cardBalance: try world.cardBalance(of: participant),
            paid: try world.payable - paidBefore)
    }

    @Test("any order and any repetition of the same events ends in the same state")
    func permutations() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededNumbers(seed: seed)
        let world = try CompletionsWorld()
        let reference = "enr-reference"
        let expected = try Self.run(
            Self.steps(reference), in: world, byOrder: [], reference: reference)
        #expect(expected.state == .completed)
        #expect(expected.startedAt == CompletionsWorld.start + .hours(1))
        #expect(expected.progressedAt == CompletionsWorld.start + .hours(8))
        #expect(expected.paid == CompletionsWorld.price.rupiah)
        #expect(expected.certificate != nil)
        for trial in 0..<60 {
            let reference = "enr-\(trial)"
            var steps = Self.steps(reference)
            for _ in 0..<Int.random(in: 0...6, using: &generator) {
                let again = steps.randomElement(using: &generator)
                if let again { steps.append(again) }
            }
            steps.shuffle(using: &generator)
            let ids = steps.compactMap { step -> String? in
                guard case .event(let id, _, _, _) = step else { return nil }
                return id
            }
            let byOrder = Set(ids.filter { _ in Bool.random(using: &generator) })
            let outcome = try Self.run(
                steps, in: world, byOrder: byOrder, reference: reference)
            #expect(outcome == expected, "seed \(seed), trial \(trial): \(steps), \(byOrder)")
        }
        print("order of events: seed \(seed)")
    }
}
