import Catalog
import PlatformAdapters

/// Reports by Standard Webhooks 1.0, in the house shape.
struct WebhookReporter: LearnerReporter {
    private let client: HTTPClient
    private let address: HTTPAddress
    private let signer: StandardWebhooks
    /// Certificates live below it.
    private let base: HTTPAddress
    private let clock: WallClock
    private let reference: @Sendable (SimulatedEnrolment) -> String

    /// - Parameters:
    ///   - target: the service's public URL.
    ///   - reference: the name by which the service knows an enrolment.
    init(
        client: HTTPClient, target: HTTPAddress, configuration: PlatformConfiguration,
        base: HTTPAddress, clock: WallClock,
        reference: @escaping @Sendable (SimulatedEnrolment) -> String = { $0.id }
    ) throws(SimulatorError) {
        self.reference = reference
        guard let secret = configuration.webhookSecret,
            let signer = StandardWebhooks(secrets: [secret])
        else {
            throw .badPlatform(
                id: configuration.id, problem: "webhook_secret is not whsec_ and base 64")
        }
        self.client = client
        self.signer = signer
        self.base = base
        self.clock = clock
        address = target.below(["v1", "webhooks", configuration.id])
    }

    func report(_ event: LearnerStory.Event) async -> Bool {
        let body = HouseShape.body(
            of: event, base: base, reference: reference(event.enrolment))
        // The time is that of the attempt, the id that of the event.
        let timestamp = clock.now().milliseconds / 1000
        let signature = signer.sign(id: event.id, timestamp: timestamp, body: body)
        let call = HTTPCall(
            "POST", address,
            headers: [
                ("Content-Type", "application/json"), (StandardWebhooks.idHeader, event.id),
                (StandardWebhooks.timestampHeader, String(timestamp)),
                (StandardWebhooks.signatureHeader, signature),
            ], body: body, peers: .configured(address.origin.host))
        let answer = try? await client.send(call)
        return answer.map { (200..<300).contains($0.status) } ?? false
    }
}
