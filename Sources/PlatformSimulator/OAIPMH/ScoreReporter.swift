import Catalog
import Cryptography
import Foundation
import PlatformAdapters
import Synchronization

/// Reports by scores to the learner's line item (LTI Assignment and Grade Services 2.0).
/// Certificates, for which they have no word, go by webhook.
final class ScoreReporter: LearnerReporter {
    private let client: HTTPClient
    private let target: HTTPAddress
    private let tool: LaunchTool
    private let webhooks: WebhookReporter?
    private let clock: WallClock
    private let token = Mutex<String?>(nil)

    init(
        client: HTTPClient, target: HTTPAddress, tool: LaunchTool, webhooks: WebhookReporter?,
        clock: WallClock
    ) {
        self.client = client
        self.target = target
        self.tool = tool
        self.webhooks = webhooks
        self.clock = clock
    }

    func report(_ event: LearnerStory.Event) async -> Bool {
        // Nobody who was not launched since the start has anywhere to report to.
        guard let lineItem = tool.lineItem(of: event.enrolment.id) else { return true }
        if case .certified = event.step {
            return await webhooks?.report(event) ?? true
        }
        guard let token = await currentToken(),
            let address = HTTPAddress(reached(lineItem.url) + "/scores")
        else { return false }
        let call = HTTPCall(
            "POST", address,
            headers: [
                ("Content-Type", LineItemScore.mediaType), ("Authorization", "Bearer " + token),
            ], body: JSON.encode(score(of: event, lineItem)),
            peers: .configured(target.origin.host))
        guard let answer = try? await client.send(call) else { return false }
        if answer.status == 401 { self.token.withLock { $0 = nil } }
        return (200..<300).contains(answer.status)
    }

    /// The line item by the way that callbacks go, which may be another than the service's own.
    private func reached(_ url: String) -> String {
        guard url.hasPrefix(tool.issuer) else { return url }
        let target = target.text.hasSuffix("/") ? String(target.text.dropLast()) : target.text
        return target + url.dropFirst(tool.issuer.count)
    }

    private func score(
        of event: LearnerStory.Event, _ lineItem: LaunchTool.LineItem
    ) -> JSONValue {
        var members: [String: JSONValue] = [
            "userId": .string(lineItem.userID), "timestamp": .string(event.at.description),
            "gradingProgress": "NotReady",
        ]
        switch event.step {
        case .started: members["activityProgress"] = "Started"
        case .progressed: members["activityProgress"] = "InProgress"
        case .completed(let score):
            members["activityProgress"] = "Completed"
            members["gradingProgress"] = "FullyGraded"
            members["scoreGiven"] = .integer(Int64(score))
            members["scoreMaximum"] = 100
        case .certified: break
        }
        return .object(members)
    }

    private func currentToken() async -> String? {
        if let token = token.withLock({ $0 }) { return token }
        let address = target.below(["lti", "token"])
        let seconds = clock.now().milliseconds / 1000
        let claims: JSONValue = [
            "iss": .string(tool.clientID), "sub": .string(tool.clientID),
            "aud": .string(tool.service.below(["lti", "token"]).text), "iat": .integer(seconds),
            "exp": .integer(seconds + 60),
            "jti": .string(Random.token()),
        ]
        let assertion = CompactJWS.sign(
            JSON.encode(claims), keyID: JSONWebKey.thumbprint(of: tool.key.publicKey),
            type: "JWT", key: tool.key)
        let form = [
            ("grant_type", "client_credentials"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", assertion), ("scope", LineItemScore.scope),
        ].map { $0 + "=" + HTTPAddress.component($1) }.joined(separator: "&")
        let call = HTTPCall(
            "POST", address,
            headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: Array(form.utf8), peers: .configured(target.origin.host))
        guard let answer = try? await client.send(call), answer.status == 200,
            let value = try? JSON.decode(JSONValue.self, from: answer.body),
            let fresh = value["access_token"]?.string
        else { return nil }
        token.withLock { $0 = fresh }
        return fresh
    }
}
