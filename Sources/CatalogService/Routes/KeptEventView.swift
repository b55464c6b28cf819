import Catalog
import Cryptography

/// A kept event as staff see it.
struct KeptEventView: Encodable {
    let id: Identifier<KeptEvent>
    let platform: String
    let event_id: String
    let kind: String
    let verdict: CompletionFinding.Verdict
    let finding: CompletionFinding
    let order_id: Identifier<Order>?
    let enrolment_ref: String?
    let repeats: Int
    let received_at: Instant
    let form: EventForm?
    let body_base64: String?
    let signature: String?

    /// - Parameter evidence: nil where the body is not shown.
    init(_ event: KeptEvent, evidence: CompletionStore.Evidence? = nil) {
        id = event.id
        platform = event.platformID
        event_id = event.eventID
        kind = event.name
        verdict = event.finding.verdict
        finding = event.finding
        order_id = event.orderID
        enrolment_ref = event.enrolmentReference
        repeats = event.repeats
        received_at = event.receivedAt
        form = evidence?.form
        body_base64 = evidence.map { Base64.encode($0.body) }
        signature = evidence?.signature
    }
}

struct KeptEventPage: Encodable {
    let items: [KeptEventView]
    let next_cursor: String?
}
