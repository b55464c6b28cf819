import Catalog
import Cryptography
import HTTPServer
import PlatformAdapters

/// We as an LTI 1.3 platform: who we are, the authentication of a launch, and access tokens for
/// tools.
struct LaunchRoutes {
    static let authenticationPath = "/lti/auth"
    static let tokenPath = "/lti/token"
    static let keysPath = "/lti/jwks"
    static let formBytesMax = 32 << 10
    /// `state` and `nonce` are the tool's own; we hand them back.
    static let echoBytesMax = 4_096

    let context: ServiceContext
    let desk: LaunchDesk

    func add(to router: inout Router) {
        let form = RouteLimits(
            bodyBytesMax: Self.formBytesMax, mediaTypes: ["application/x-www-form-urlencoded"])
        router.on("GET", "/.well-known/openid-configuration", .noBody, configuration)
        router.on("GET", Self.keysPath, .noBody, keys)
        router.on("GET", Self.authenticationPath, .noBody, authenticate)
        router.on("POST", Self.authenticationPath, form, authenticate)
        router.on("POST", Self.tokenPath, form, token)
    }

    /// OpenID Connect Discovery 1.0, with what LTI Dynamic Registration adds.
    @Sendable private func configuration(_ request: HTTPRequest) -> Reply {
        let document: JSONValue = [
            "issuer": .string(desk.issuer),
            "authorization_endpoint": .string(desk.url(Self.authenticationPath)),
            "token_endpoint": .string(desk.url(Self.tokenPath)),
            "jwks_uri": .string(desk.url(Self.keysPath)),
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", .string(LineItemScore.scope)],
            "response_types_supported": ["id_token"],
            "response_modes_supported": ["form_post"],
            "grant_types_supported": ["implicit", "client_credentials"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "claims_supported": ["sub", "iss", "name", "locale"],
            "https://purl.imsglobal.org/spec/lti-platform-configuration": [
                "product_family_code": "catalogd", "version": "1",
                "messages_supported": [["type": "LtiResourceLinkRequest"]],
                "variables": [],
            ],
        ]
        return .now(.json(document))
    }

    /// No key is made for tools that there are not.
    @Sendable private func keys(_ request: HTTPRequest) throws -> Reply {
        guard !desk.tools.isEmpty else {
            return .now(.json(bytes: JSONWebKeySet([JSONWebKey]()).bytes))
        }
        return try desk.callbacks.reply(to: request, context) { [desk] in
            let signing = try await desk.key.current()
            let set = JSONWebKeySet([JSONWebKey(signing.key.publicKey, keyID: signing.keyID)])
            return .json(bytes: set.bytes)
        }
    }

    // MARK: - Launching

    private struct Fields {
        let values: [String: String]

        init?(_ request: HTTPRequest) {
            var pairs = request.query
            if request.method == "POST" {
                guard let form = try? FormBody(request.body) else { return nil }
                pairs += Self.names.compactMap { name in form[name].map { (name, $0) } }
            }
            pairs = pairs.filter { Self.names.contains($0.name) }
            guard Set(pairs.map(\.name)).count == pairs.count else { return nil }
            values = Dictionary(pairs.map { ($0.name, $0.value) }) { $1 }
        }

        subscript(name: String) -> String { values[name] ?? "" }

        private static let names: Set<String> = [
            "scope", "response_type", "response_mode", "prompt", "client_id", "redirect_uri",
            "login_hint", "lti_message_hint", "state", "nonce",
        ]
    }

    /// The tool's authentication request (IMS Security Framework 1.0, section 5.1.1.2), which the
    /// learner's browser brings. The ticket in `lti_message_hint` says whose it is.
    @Sendable private func authenticate(_ request: HTTPRequest) throws -> Reply {
        guard let fields = Fields(request), let tool = desk.tool(clientID: fields["client_id"]),
            fields["redirect_uri"] == tool.launchURL
        else {
            // Nothing is sent to an address that nobody registered.
            throw Problem(
                400, "launch_refused",
                "client_id and redirect_uri must be those of a registered tool.")
        }
        if let (error, words) = Self.fault(of: fields) {
            return .now(Self.refusal(error, words, fields, tool))
        }
        let context = context
        return try desk.callbacks.reply(to: request, context) { [desk] in
            let now = context.clock.now()
            let launch = try await context.commands.run {
                try LaunchStore($0).redeem(
                    fields["lti_message_hint"], platformID: tool.platformID,
                    learnerID: fields["login_hint"], now: now)
            }
            guard let launch else {
                return Self.refusal(
                    "login_required", "The launch has expired: start the course again.", fields,
                    tool)
            }
            let signing = try await desk.key.current()
            let claims = LaunchToken.claims(
                of: launch, tool: tool, desk: desk, nonce: fields["nonce"], now: now)
            let token = CompactJWS.sign(
                JSON.encode(claims), keyID: signing.keyID, type: "JWT", key: signing.key)
            return AutoPost.page(
                to: tool.launchURL, [("id_token", token), ("state", fields["state"])])
        }
    }

    private static func fault(of fields: Fields) -> (error: String, words: String)? {
        guard fields["state"].utf8.count <= echoBytesMax, !fields["nonce"].isEmpty,
            fields["nonce"].utf8.count <= echoBytesMax
        else { return ("invalid_request", "nonce is missing, or state or nonce is too long") }
        guard fields["response_type"] == "id_token" else {
            return ("unsupported_response_type", "response_type must be id_token")
        }
        guard fields["scope"].split(separator: " ").contains("openid") else {
            return ("invalid_scope", "scope must be openid")
        }
        guard ["", "form_post"].contains(fields["response_mode"]),
            ["", "none"].contains(fields["prompt"])
        else {
            return ("invalid_request", "response_mode must be form_post, prompt must be none")
        }
        return nil
    }

    private static func refusal(
        _ error: String, _ words: String, _ fields: Fields, _ tool: LaunchDesk.Tool
    ) -> HTTPResponse {
        AutoPost.page(
            to: tool.launchURL,
            [
                ("error", error), ("error_description", words),
                ("state", String(fields["state"].prefix(echoBytesMax))),
            ])
    }

    // MARK: - Access tokens

    private struct Token: Encodable {
        let access_token: String
        let token_type = "Bearer"
        let expires_in = PlatformTokenStore.lifetime.milliseconds / 1000
        let scope = LineItemScore.scope
    }

    /// Client credentials by assertion (IMS Security Framework 1.0, section 4.1). Of the scopes
    /// that are asked for, those that we have are granted.
    @Sendable private func token(_ request: HTTPRequest) throws -> Reply {
        let form: FormBody
        do throws(FormBody.Fault) {
            form = try FormBody(request.body)
        } catch {
            return .now(.json(TokenFailure(error), status: 400))
        }
        guard form["grant_type"] == "client_credentials" else {
            return .now(
                Self.failure(
                    400, "unsupported_grant_type", "Only client_credentials is served."))
        }
        guard form["client_assertion_type"] == ClientAssertion.type,
            let assertion = form["client_assertion"]
        else {
            return .now(
                Self.failure(400, "invalid_request", "Send a client_assertion by jwt-bearer."))
        }
        let scopes = (form["scope"] ?? "").split(separator: " ").map(String.init)
        guard scopes.contains(LineItemScore.scope) else {
            return .now(
                Self.failure(400, "invalid_scope", "Only \(LineItemScore.scope) is served."))
        }
        let context = context
        return try desk.callbacks.reply(to: request, context) { [desk] in
            let now = context.clock.now()
            let proof: ClientAssertion
            do throws(ClientAssertion.Fault) {
                proof = try await ClientAssertion(assertion, at: desk, now: now)
            } catch {
                return error.isTemporary
                    ? Self.failure(503, "temporarily_unavailable", error.words)
                    : Self.failure(401, "invalid_client", error.words)
            }
            let platformID = proof.tool.platformID
            let token = try await context.commands.run { database -> String? in
                let isFresh = try UsedAssertionStore(database).use(
                    proof.id, of: platformID, until: proof.expiresAt, now: now)
                guard isFresh else { return nil }
                return try PlatformTokenStore(database).issue(
                    platformID: platformID, scope: LineItemScore.scope, now: now)
            }
            guard let token else {
                return Self.failure(401, "invalid_client", "This assertion was used before.")
            }
            return .json(Token(access_token: token), headers: [("Pragma", "no-cache")])
        }
    }

    private static func failure(_ status: Int, _ error: String, _ words: String) -> HTTPResponse {
        .json(
            TokenFailure(error, words), status: status,
            headers: status == 503 ? [("Retry-After", "10")] : [])
    }
}
