import Catalog
import Cryptography
import Foundation
import HTTPServer
import PlatformAdapters
import Synchronization

/// The LTI 1.3 tool of a simulated platform: takes launches, and lets who is launched learn.
final class LaunchTool: Sendable {
    static let launchesMax = 10_000
    static let formBytesMax = 64 << 10
    private static let lti = "https://purl.imsglobal.org/spec/lti/claim/"

    /// Where the scores of a learner belong.
    struct LineItem: Sendable {
        let url: String
        let userID: String
    }

    private struct State {
        /// Nonces by `state`, of launches under way.
        var nonces: [String: String] = [:]
        var lineItems: [String: LineItem] = [:]
    }

    let key = RSAPrivateKey.generate()
    let clientID: String
    private let configuration: PlatformConfiguration
    /// As it names itself.
    let service: HTTPAddress
    private let keys: JWKSCache
    private let clock: WallClock
    private let state = Mutex(State())

    /// - Parameter target: the service's public URL.
    init(
        configuration: PlatformConfiguration, client: HTTPClient, target: HTTPAddress,
        clock: WallClock
    ) {
        self.configuration = configuration
        service = target
        self.clock = clock
        clientID = configuration.credentials["client_id"] ?? ""
        keys = JWKSCache(
            address: target.below(["lti", "jwks"]),
            tools: AdapterTools(client: client, clock: clock))
    }

    func lineItem(of enrolmentID: String) -> LineItem? {
        state.withLock { $0.lineItems[enrolmentID] }
    }

    func add(to router: inout Router, of platform: SimulatedPlatform) {
        func path(_ key: String) -> String? {
            configuration.credentials[key].flatMap(HTTPAddress.init)?.path
        }
        guard let login = path("login_url"), let launch = path("launch_url"),
            let published = path("tool_jwks_url")
        else { return }
        router.on("GET", published, .noBody) { [key] _ in
            .now(
                HTTPResponse(
                    status: 200, headers: [("Content-Type", "application/json")],
                    body: JSONWebKeySet([JSONWebKey(key.publicKey)]).bytes))
        }
        router.on("GET", login, .noBody) { [self] request in .now(begin(request)) }
        let form = RouteLimits(
            bodyBytesMax: Self.formBytesMax, mediaTypes: ["application/x-www-form-urlencoded"])
        router.on("POST", launch, form) { [self] request in
            .later { responder in
                Task {
                    let answer = await self.launched(request, at: platform)
                    responder.respond { answer }
                }
            }
        }
    }

    /// Sends the browser back to the service with an authentication request.
    private func begin(_ request: HTTPRequest) -> HTTPResponse {
        let value: (String) -> String = { name in
            request.query.first { $0.name == name }?.value ?? ""
        }
        guard value("iss") == issuer, value("client_id") == clientID else {
            return Self.page(400, "Platform tidak dikenal.")
        }
        let (state, nonce) = (Random.token(), Random.token())
        self.state.withLock { known in
            if known.nonces.count >= Self.launchesMax { known.nonces = [:] }
            known.nonces[state] = nonce
        }
        let address = service.below(
            ["lti", "auth"],
            query: [
                ("scope", "openid"), ("response_type", "id_token"),
                ("response_mode", "form_post"), ("prompt", "none"), ("client_id", clientID),
                ("redirect_uri", configuration.credentials["launch_url"] ?? ""),
                ("login_hint", value("login_hint")),
                ("lti_message_hint", value("lti_message_hint")), ("state", state),
                ("nonce", nonce),
            ])
        return HTTPResponse(status: 302, headers: [("Location", address.text)])
    }

    var issuer: String {
        service.text.hasSuffix("/") ? String(service.text.dropLast()) : service.text
    }

    private func launched(
        _ request: HTTPRequest, at platform: SimulatedPlatform
    ) async -> HTTPResponse {
        let form = FormFields.read(request.body)
        guard let nonce = state.withLock({ $0.nonces.removeValue(forKey: form["state"] ?? "") }),
            let claims = await verified(form["id_token"] ?? "", nonce: nonce)
        else { return Self.page(401, "Peluncuran tidak berlaku.") }
        let endpoint = claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]
        guard let user = claims["sub"]?.string, let lineItem = endpoint?["lineitem"]?.string,
            let identifier = claims[Self.lti + "resource_link"]?["id"]?.string,
            let courseID = OAIRecordText.courseID(of: identifier, at: platform.id),
            platform.shelf.course(courseID) != nil
        else { return Self.page(400, "Kelas tidak ditemukan.") }
        let id = DerivedID.uuid(platform.id, lineItem)
        state.withLock { state in
            if state.lineItems.count >= EnrolmentDesk.enrolmentsMax { state.lineItems = [:] }
            state.lineItems[id] = LineItem(url: lineItem, userID: user)
        }
        let application = SimulatedEnrolment.Application(
            orderID: Self.orderID(lineItem), courseID: courseID, learnerID: user, scheduleCode: nil)
        switch platform.enrol(id, application) {
        case .created, .exists: return Self.page(200, "Selamat belajar!")
        case .conflict: return Self.page(409, "Pendaftaran ini milik orang lain.")
        case .refused(let words): return Self.page(403, words)
        }
    }

    /// `…/lti/orders/{id}/lineitem`.
    private static func orderID(_ lineItem: String) -> String {
        lineItem.split(separator: "/").dropLast().last.map(String.init) ?? lineItem
    }

    /// The claims of a launch that is by the service, for us, and answers this request.
    private func verified(_ token: String, nonce: String) async -> JSONValue? {
        guard let jws = try? CompactJWS(token), let payload = jws.payload,
            let claims = try? JSON.decode(JSONValue.self, from: payload),
            let signers = try? await keys.keys(named: jws.keyID),
            signers.contains(where: { jws.isSigned(by: $0.key) }),
            claims["iss"] == .string(issuer), claims["aud"] == .string(clientID),
            claims["nonce"] == .string(nonce), let expiry = claims["exp"]?.number,
            Double(clock.now().milliseconds) < expiry * 1000
        else { return nil }
        return claims
    }

    private static func page(_ status: Int, _ words: String) -> HTTPResponse {
        let text = OAIRecordText.escaped(words)
        return HTTPResponse(
            status: status, headers: [("Content-Type", "text/html; charset=utf-8")],
            body: Array(
                """
                <!doctype html><html lang="id"><meta charset="utf-8"><title>Kelas</title>
                <p>\(text)</p></html>
                """.utf8))
    }
}
