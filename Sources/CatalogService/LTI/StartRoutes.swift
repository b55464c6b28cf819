import Catalog
import HTTPServer
import PlatformAdapters

/// Starting a course that was bought: an LTI launch where the platform is launched, else the
/// course's own address.
struct StartRoutes {
    let context: ServiceContext
    let desk: LaunchDesk

    func add(to router: inout Router) {
        router.on("GET", "/v1/orders/{id}/start", .noBody, start)
    }

    private struct Output: Encodable {
        let url: String
        /// Nil for an address that does not expire.
        let expires_at: Instant?
    }

    /// JSON for programs; a browser, which asks for HTML, is sent on its way.
    @Sendable private func start(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(Order.self, "order")
        let wantsPage = request.header("Accept")?.contains("text/html") == true
        let context = context
        let platforms = desk.platformIDs
        return context.write(for: request) { database in
            let now = context.clock.now()
            let participant = try token.participant(in: database, now: now)
            return try LaunchStore(database).begin(
                id, by: participant, launching: platforms, now: now)
        } answer: { [desk] start in
            let output: Output
            switch start {
            case .link(let url): output = Output(url: url, expires_at: nil)
            case .launch(let platformID, let ticket, let learner, let until):
                guard let tool = desk.tools.first(where: { $0.platformID == platformID }) else {
                    return context.problem(Refusal.notFound("platform"), for: request)
                }
                output = Output(
                    url: Self.login(tool, desk, ticket: ticket, learner: learner),
                    expires_at: until)
            }
            guard wantsPage else { return .json(output) }
            return HTTPResponse(
                status: 303,
                headers: [
                    ("Location", output.url), ("Cache-Control", "no-store"),
                    ("Referrer-Policy", "no-referrer"),
                ])
        }
    }

    /// Third-party initiated login (IMS Security Framework 1.0, section 5.1.1.1).
    private static func login(
        _ tool: LaunchDesk.Tool, _ desk: LaunchDesk, ticket: String, learner: String
    ) -> String {
        let parameters = [
            ("iss", desk.issuer), ("login_hint", learner), ("target_link_uri", tool.launchURL),
            ("lti_message_hint", ticket), ("client_id", tool.clientID),
            ("lti_deployment_id", tool.deploymentID),
        ]
        let query = parameters.map { $0 + "=" + HTTPAddress.component($1) }
        return tool.loginURL + (tool.loginURL.contains("?") ? "&" : "?")
            + query.joined(separator: "&")
    }
}
