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
            guard let (url, until) = desk.address(of: start) else {
                return context.problem(Refusal.notFound("platform"), for: request)
            }
            return wantsPage ? Self.redirect(to: url) : .json(Output(url: url, expires_at: until))
        }
    }

    static func redirect(to url: String) -> HTTPResponse {
        HTTPResponse(
            status: 303,
            headers: [
                ("Location", url), ("Cache-Control", "no-store"),
                ("Referrer-Policy", "no-referrer"),
            ])
    }
}

extension LaunchDesk {
    /// Where a browser goes to start a course, and until when; nil for a platform without tool.
    func address(of start: CourseStart) -> (url: String, until: Instant?)? {
        switch start {
        case .link(let url): return (url, nil)
        case .launch(let platformID, let ticket, let learner, let until):
            guard let tool = tools.first(where: { $0.platformID == platformID }) else {
                return nil
            }
            return (login(tool, ticket: ticket, learner: learner), until)
        }
    }

    /// Third-party initiated login (IMS Security Framework 1.0, section 5.1.1.1).
    private func login(_ tool: Tool, ticket: String, learner: String) -> String {
        let parameters = [
            ("iss", issuer), ("login_hint", learner), ("target_link_uri", tool.launchURL),
            ("lti_message_hint", ticket), ("client_id", tool.clientID),
            ("lti_deployment_id", tool.deploymentID),
        ]
        let query = parameters.map { $0 + "=" + HTTPAddress.component($1) }
        return tool.loginURL + (tool.loginURL.contains("?") ? "&" : "?")
            + query.joined(separator: "&")
    }
}
