import Catalog
import Foundation

/// Access tokens by OAuth 2 client credentials (RFC 6749 section 4.4), kept until shortly before
/// they expire. However many calls need one, only one request for it is under way.
actor AccessTokens {
    /// Lifetime where the answer names none.
    static let lifetimeDefault = Span.minutes(5)
    static let tokenBytesMax = 8_192
    /// Largest answer of a token endpoint in bytes.
    static let answerBytesMax = 64 << 10

    private struct Held {
        let token: String
        let freshUntil: Instant
    }

    private let client: HTTPClient
    private let endpoint: HTTPAddress
    private let credentials: ClientCredentials
    private let limits: HTTPLimits
    private let clock: WallClock
    private let form: AccessTokenForm
    private var held: Held?
    private var underWay: Task<Result<Held, PlatformFailure>, Never>?
    /// What worked is kept.
    private var proof: ClientCredentials.Proof

    init(
        client: HTTPClient, endpoint: HTTPAddress, credentials: ClientCredentials,
        limits: HTTPLimits, clock: WallClock, form: AccessTokenForm = AccessTokenForm()
    ) {
        self.client = client
        self.endpoint = endpoint
        self.credentials = credentials
        var limits = limits
        limits.bodyBytesMax = min(limits.bodyBytesMax, Self.answerBytesMax)
        self.limits = limits
        self.clock = clock
        self.form = form
        proof = form.beginsInForm ? .form : .encodedBasic
    }

    /// A token that is good for now, and whether it was there before.
    func token() async throws(PlatformFailure) -> (text: String, isKept: Bool) {
        if let held, clock.now() < held.freshUntil { return (held.token, true) }
        if let underWay { return (try await underWay.value.get().token, false) }
        // A task of its own, so that the caller's cancellation does not take it from the others.
        let fetching = Task { await fetch() }
        underWay = fetching
        let outcome = await fetching.value
        underWay = nil
        held = try? outcome.get()
        return (try outcome.get().token, false)
    }

    /// The platform did not accept this token: the next call takes a new one.
    func refuse(_ token: String) {
        if held?.token == token { held = nil }
    }

    private func fetch() async -> Result<Held, PlatformFailure> {
        do throws(PlatformFailure) {
            let answer = try await ask(by: proof)
            guard answer.status == 400 || answer.status == 401 else {
                return .success(try read(answer))
            }
            for other in credentials.proofs where other != proof {
                let second = try await ask(by: other)
                guard second.status == 200 else { continue }
                proof = other
                return .success(try read(second))
            }
            return .success(try read(answer))
        } catch {
            return .failure(error)
        }
    }

    private func ask(
        by proof: ClientCredentials.Proof
    ) async throws(PlatformFailure) -> HTTPAnswer {
        var body = "grant_type=client_credentials"
        for (name, value) in form.parameters {
            body += "&" + name + "=" + HTTPAddress.component(value)
        }
        var headers = [
            (name: "Content-Type", value: "application/x-www-form-urlencoded"),
            (name: "Accept", value: "application/json"),
        ]
        switch proof {
        case .form:
            body += "&client_id=" + HTTPAddress.component(credentials.id)
            body += "&client_secret=" + HTTPAddress.component(credentials.secret)
        case .encodedBasic:
            headers.append((name: "Authorization", value: credentials.basicEncoded))
        case .plainBasic: headers.append((name: "Authorization", value: credentials.basic))
        }
        do throws(HTTPFailure) {
            return try await client.send(
                HTTPCall(
                    "POST", endpoint, headers: headers, body: Array(body.utf8), limits: limits,
                    peers: .configured(endpoint.origin.host)))
        } catch {
            // Asking for a token changes nothing, so even a lost answer did nothing.
            throw .unavailable("no access token: \(error)", retryAfterSeconds: nil)
        }
    }

    private struct Answer: Decodable {
        let accessToken: String
        let tokenType: String?
        let expiresIn: JSONValue?

        enum CodingKeys: String, CodingKey {
            case accessToken = "access_token"
            case tokenType = "token_type"
            case expiresIn = "expires_in"
        }
    }

    private func read(_ answer: HTTPAnswer) throws(PlatformFailure) -> Held {
        switch answer.status {
        case 200: break
        case 429, 500...599:
            let wait = answer.header("retry-after").flatMap {
                RetryAfter.seconds($0, now: clock.now())
            }
            throw .unavailable("no access token: HTTP \(answer.status)", retryAfterSeconds: wait)
        case 400..<500: throw .unauthorized("no access token: " + AnswerWords.read(answer))
        default: throw .malformed("the token endpoint answered HTTP \(answer.status)")
        }
        guard let body = try? JSON.decode(Answer.self, from: answer.body),
            body.tokenType.map({ form.tokenTypes.contains($0.lowercased()) }) ?? true,
            !body.accessToken.isEmpty, body.accessToken.utf8.count <= Self.tokenBytesMax,
            body.accessToken.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .malformed("the token endpoint's answer holds no usable token") }
        let lifetime =
            body.expiresIn?.wholeNumber(inText: true)
            .map { Span(milliseconds: min(max($0, 0), 86_400) * 1000) } ?? Self.lifetimeDefault
        // A tenth of its life, at most a minute, is left for clocks that differ.
        let margin = Span(milliseconds: min(lifetime.milliseconds / 10, 60_000))
        return Held(token: body.accessToken, freshUntil: clock.now() + lifetime - margin)
    }
}

/// How a dialect asks for its tokens.
struct AccessTokenForm: Sendable {
    /// Sent beside the grant.
    var parameters: [(name: String, value: String)] = []
    /// The types of which the answer must name one, in lower case.
    var tokenTypes: Set<String> = ["bearer"]
    /// The secret is sent in the form first, not by Basic.
    var beginsInForm = false
}

/// A client's id and secret at a platform.
struct ClientCredentials: Sendable {
    let id: String
    let secret: String

    /// How a secret is sent. Servers must take Basic with both parts form-encoded (RFC 6749
    /// section 2.3.1); some take them as they are, and some take the secret in the form alone.
    enum Proof {
        case encodedBasic, form, plainBasic
    }

    /// The ways that differ. A colon cannot stand in a plain user name (RFC 7617 section 2).
    var proofs: [Proof] {
        basic == basicEncoded || id.contains(":")
            ? [.encodedBasic, .form] : [.encodedBasic, .form, .plainBasic]
    }

    /// HTTP Basic (RFC 7617), each part as it is.
    var basic: String { Self.basic(id, secret) }

    /// HTTP Basic as OAuth 2 wants it: each part form-encoded first (RFC 6749 section 2.3.1).
    var basicEncoded: String {
        Self.basic(HTTPAddress.component(id), HTTPAddress.component(secret))
    }

    private static func basic(_ id: String, _ secret: String) -> String {
        "Basic " + Data((id + ":" + secret).utf8).base64EncodedString()
    }
}
