import Catalog
import Synchronization

/// Keeps what learners did, for dialects in which the service asks. Certificates, which those
/// dialects have no word for, go by webhook.
final class LearnerRecord: LearnerReporter {
    private let webhooks: WebhookReporter?
    private let events = Mutex<[String: [LearnerStory.Event]]>([:])

    /// - Parameter webhooks: nil for a platform without a webhook secret: it issues none.
    init(webhooks: WebhookReporter?) {
        self.webhooks = webhooks
    }

    func report(_ event: LearnerStory.Event) async -> Bool {
        if case .certified = event.step {
            return await webhooks?.report(event) ?? true
        }
        events.withLock { $0[event.enrolment.id, default: []].append(event) }
        return true
    }

    /// What happened with an enrolment, in order; as many events as a story has at most.
    func events(of enrolmentID: String) -> [LearnerStory.Event] {
        events.withLock { $0[enrolmentID] ?? [] }
    }
}
