import Catalog
import Cryptography
import HTTPServer

/// Access tokens for platforms: the OAuth 2 client credentials grant (RFC 6749, section 4.4).
struct TokenRoutes {
    static let formBytesMax = 4096

    let context: ServiceContext

    func add(to router: inout Router) {
        let limits = RouteLimits(
            bodyBytesMax: Self.formBytesMax, mediaTypes: ["application/x-www-form-urlencoded"])
        router.on("POST", "/oauth2/token", limits, token)
    }

    private struct Output: Encodable {
        let access_token: String
        let token_type = "Bearer"
        let expires_in: Int64
        let scope: String
    }

    @Sendable private func token(_ request: HTTPRequest) throws -> Reply {
        let form: FormBody
        do throws(FormBody.Fault) {
            form = try FormBody(request.body)
        } catch {
            return .now(.json(TokenFailure(error), status: 400))
        }
        guard form["grant_type"] == "client_credentials" else {
            return refusal(400, "unsupported_grant_type", "Only client_credentials is served.")
        }
        // An empty parameter is none (section 3.2); of several scopes, the one that is served is
        // granted (section 3.3).
        let scopes = (form["scope"] ?? "").split(separator: " ")
        guard scopes.isEmpty || scopes.contains(PlatformTokenStore.scope[...]) else {
            return refusal(400, "invalid_scope", "Only \(PlatformTokenStore.scope) is served.")
        }
        guard let entry = credentials(request, form).lazy.compactMap(platform).first
        else { return refusal(401, "invalid_client", "The client is not known by this secret.") }
        let clock = context.clock
        return context.write(for: request) { database in
            try PlatformTokenStore(database).issue(
                platformID: entry.configuration.id, now: clock.now())
        } answer: { token in
            .json(
                Output(
                    access_token: token,
                    expires_in: PlatformTokenStore.lifetime.milliseconds / 1000,
                    scope: PlatformTokenStore.scope), headers: [("Pragma", "no-cache")])
        }
    }

    private struct Client {
        let id: String
        let secret: String
    }

    /// Platforms that post statements come first: they are whom these tokens are for.
    private func platform(of client: Client) -> PlatformDirectory.Entry? {
        let known = context.platforms.entries.filter { entry in
            PlatformTokenStore.admits(
                clientID: client.id, clientSecret: client.secret,
                credentials: entry.configuration.credentials)
        }
        return known.first { $0.configuration.dialect == .csvXAPI } ?? known.first
    }

    /// By HTTP Basic or in the form. The parts of Basic should be form-encoded (section 2.3.1);
    /// many clients send them as they are, so both readings are tried.
    private func credentials(_ request: HTTPRequest, _ form: FormBody) -> [Client] {
        if let field = request.header("Authorization") {
            let scheme = "basic "
            guard field.lowercased().hasPrefix(scheme),
                let bytes = Base64.decode(String(field.dropFirst(scheme.count)))
            else { return [] }
            let parts = String(decoding: bytes, as: UTF8.self)
                .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return [] }
            let plain = Client(id: String(parts[0]), secret: String(parts[1]))
            guard let id = FormBody.decoded(parts[0]), let secret = FormBody.decoded(parts[1])
            else { return [plain] }
            return [Client(id: id, secret: secret), plain]
        }
        guard let id = form["client_id"], let secret = form["client_secret"] else { return [] }
        return [Client(id: id, secret: secret)]
    }

    private func refusal(_ status: Int, _ error: String, _ words: String) -> Reply {
        .now(
            .json(
                TokenFailure(error, words), status: status,
                headers: status == 401 ? [("WWW-Authenticate", "Basic realm=\"catalogd\"")] : []))
    }
}
