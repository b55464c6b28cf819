import Catalog
import Synchronization

/// Keeps what learners did, for dialects in which the service asks. Certificates, which most of
/// those dialects have no word for, go by webhook.
final class LearnerRecord: LearnerReporter {
    private let webhooks: WebhookReporter?
    private let events = Mutex<[String: [LearnerStory.Event]]>([:])

    /// - Parameter webhooks: nil for a platform without a webhook secret: it sends none.
    init(webhooks: WebhookReporter?) {
        self.webhooks = webhooks
    }

    func report(_ event: LearnerStory.Event) async -> Bool {
        events.withLock { events in
            let isKnown = events[event.enrolment.id]?.contains { $0.id == event.id } ?? false
            if !isKnown { events[event.enrolment.id, default: []].append(event) }
        }
        guard case .certified = event.step else { return true }
        return await webhooks?.report(event) ?? true
    }

    /// What happened with an enrolment, in order; as many events as a story has at most.
    func events(of enrolmentID: String) -> [LearnerStory.Event] {
        events.withLock { $0[enrolmentID] ?? [] }
    }
}
