import Catalog
import Cryptography
import PlatformAdapters

/// Reports in the house shape with a detached JWS beside it, by a key that the platform publishes.
/// Both forms of `b64` are used.
struct SignedReporter: LearnerReporter {
    /// Made at each start: the service has to notice the new one.
    let key = RSAPrivateKey.generate()

    private let client: HTTPClient
    private let address: HTTPAddress
    private let header: String
    private let base: HTTPAddress

    /// - Parameter target: the service's public URL.
    init(
        client: HTTPClient, target: HTTPAddress, configuration: PlatformConfiguration,
        base: HTTPAddress
    ) {
        self.client = client
        self.base = base
        address = target.below(["v1", "webhooks", configuration.id])
        header = configuration.signatureHeader ?? "X-Signature"
    }

    /// What the platform publishes.
    var keys: JSONWebKeySet { JSONWebKeySet([JSONWebKey(key.publicKey)]) }

    func report(_ event: LearnerStory.Event) async -> Bool {
        let body = HouseShape.body(of: event, base: base)
        let signature = CompactJWS.signDetached(
            body, keyID: JSONWebKey.thumbprint(of: key.publicKey),
            encodesPayload: Chance.number("b64", event.id).isMultiple(of: 2), key: key)
        let call = HTTPCall(
            "POST", address, headers: [("Content-Type", "application/json"), (header, signature)],
            body: body, peers: .configured(address.origin.host))
        let answer = try? await client.send(call)
        return answer.map { (200..<300).contains($0.status) } ?? false
    }
}
