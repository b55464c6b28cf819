import Catalog
import Cryptography
import PlatformAdapters
import Synchronization

/// Reports by xAPI statements (1.0.3), with a token that the service gave; certificates, which
/// xAPI has no word for, go by webhook.
final class StatementReporter: LearnerReporter {
    static let version = "1.0.3"

    private let client: HTTPClient
    private let target: HTTPAddress
    private let configuration: PlatformConfiguration
    private let base: HTTPAddress
    private let shelf: CourseShelf
    private let webhooks: WebhookReporter
    private let token = Mutex<String?>(nil)

    init(
        client: HTTPClient, target: HTTPAddress, configuration: PlatformConfiguration,
        base: HTTPAddress, shelf: CourseShelf, webhooks: WebhookReporter
    ) {
        self.client = client
        self.target = target
        self.configuration = configuration
        self.base = base
        self.shelf = shelf
        self.webhooks = webhooks
    }

    func report(_ event: LearnerStory.Event) async -> Bool {
        if case .certified = event.step { return await webhooks.report(event) }
        guard let token = await currentToken() else { return false }
        let call = HTTPCall(
            "POST", target.below(["xapi", "statements"]),
            headers: [
                ("Content-Type", "application/json"), ("Authorization", "Bearer " + token),
                ("X-Experience-API-Version", Self.version),
            ], body: JSON.encode(statement(of: event)), peers: .configured(target.origin.host))
        guard let answer = try? await client.send(call) else { return false }
        if answer.status == 401 { self.token.withLock { $0 = nil } }
        // 409: the statement with this id came before, from a run of ours at another time.
        return (200..<300).contains(answer.status) || answer.status == 409
    }

    private func currentToken() async -> String? {
        if let token = token.withLock({ $0 }) { return token }
        struct Answer: Decodable {
            let accessToken: String

            enum CodingKeys: String, CodingKey { case accessToken = "access_token" }
        }
        let id = HTTPAddress.component(configuration.credentials["client_id"] ?? "")
        let secret = HTTPAddress.component(configuration.credentials["client_secret"] ?? "")
        let call = HTTPCall(
            "POST", target.below(["oauth2", "token"]),
            headers: [
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Authorization", "Basic " + Base64.encode(Array("\(id):\(secret)".utf8))),
            ], body: Array("grant_type=client_credentials&scope=xapi%3Awrite".utf8),
            peers: .configured(target.origin.host))
        guard let answer = try? await client.send(call), answer.status == 200,
            let fresh = try? JSON.decode(Answer.self, from: answer.body).accessToken
        else { return nil }
        token.withLock { $0 = fresh }
        return fresh
    }

    private func statement(of event: LearnerStory.Event) -> JSONValue {
        let verb: String
        var result: JSONValue?
        switch event.step {
        case .started, .certified: verb = "initialized"
        case .progressed(let progress):
            verb = "progressed"
            let percent = Int64(progress * 100)
            result = [
                "extensions": [
                    "https://w3id.org/xapi/cmi5/result/extensions/progress": .integer(percent)
                ]
            ]
        case .completed(let score):
            verb = "completed"
            result = [
                "completion": .bool(true), "success": .bool(true),
                "score": ["scaled": .number(Double(score) / 100)],
            ]
        }
        var statement: [String: JSONValue] = [
            "id": .string(event.id),
            "actor": [
                "objectType": "Agent",
                "account": [
                    "homePage": .string(base.text),
                    "name": .string(event.enrolment.application?.learnerID ?? event.enrolment.id),
                ],
            ],
            "verb": [
                "id": .string("http://adlnet.gov/expapi/verbs/" + verb),
                "display": ["en-US": .string(verb)],
            ],
            "object": activity(event.enrolment),
            "context": [
                "registration": .string(event.enrolment.id),
                "platform": .string(configuration.name), "language": "id-ID",
            ],
            "timestamp": .string(event.at.description),
        ]
        statement["result"] = result
        return .object(statement)
    }

    private func activity(_ enrolment: SimulatedEnrolment) -> JSONValue {
        guard let course = enrolment.application.flatMap({ shelf.course($0.courseID) }) else {
            return [
                "objectType": "Activity",
                "id": .string(base.below(["enrolments", enrolment.id]).text),
            ]
        }
        return [
            "objectType": "Activity", "id": .string(base.below(["courses", course.id]).text),
            "definition": ["name": ["id-ID": .string(course.title)]],
        ]
    }
}
