import Catalog
import Cryptography
import HTTPServer
import PlatformAdapters
import Synchronization

/// The token endpoint of a simulated platform, and the check of what it gave out: OAuth 2 client
/// credentials by Basic or in the form (RFC 6749).
final class TokenDesk: Sendable {
    static let lifetime = Span.minutes(15)
    static let tokensMax = 1_000

    private let clientID: String
    private let clientSecret: String
    private let clock: WallClock
    /// What stands before a token, and is its type.
    private let scheme: String
    private let tokens = Mutex<[String: Instant]>([:])

    init(
        clientID: String, clientSecret: String, clock: WallClock, scheme: String = "Bearer"
    ) {
        self.scheme = scheme
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.clock = clock
    }

    func issue(_ request: HTTPRequest) -> HTTPResponse {
        let form = FormFields.read(request.body)
        guard form["grant_type"] == "client_credentials" else {
            return answer(400, ["error": "unsupported_grant_type"])
        }
        let basic = request.header("authorization").flatMap(Self.basic)
            .map { (FormFields.decoded($0.id), FormFields.decoded($0.secret)) }
        guard let (id, secret) = basic ?? Self.pair(form["client_id"], form["client_secret"]),
            isClient(id, secret)
        else { return answer(401, ["error": "invalid_client"]) }
        let now = clock.now()
        let token = Random.token()
        tokens.withLock { tokens in
            tokens = tokens.filter { now < $0.value }
            if tokens.count >= Self.tokensMax, let oldest = tokens.min(by: { $0.value < $1.value })
            {
                tokens[oldest.key] = nil
            }
            tokens[token] = now + Self.lifetime
        }
        return answer(
            200,
            [
                "access_token": .string(token), "token_type": .string(scheme),
                "expires_in": .integer(Self.lifetime.milliseconds / 1000),
            ])
    }

    /// A token that is still good, or the client's own id and secret by Basic.
    func admits(_ request: HTTPRequest) -> Bool {
        guard let value = request.header("authorization") else { return false }
        if value.hasPrefix(scheme + " ") {
            let token = String(value.dropFirst(scheme.count + 1))
            let now = clock.now()
            return tokens.withLock { $0[token].map { now < $0 } ?? false }
        }
        return Self.basic(value).map { isClient($0.id, $0.secret) } ?? false
    }

    private func isClient(_ id: String, _ secret: String) -> Bool {
        let given = Array((id + "\u{0}" + secret).utf8)
        return equalInConstantTime(given, Array((clientID + "\u{0}" + clientSecret).utf8))
    }

    private func answer(_ status: Int, _ body: JSONValue) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: [("Content-Type", "application/json"), ("Cache-Control", "no-store")],
            body: JSON.encode(body))
    }

    private static func pair(_ id: String?, _ secret: String?) -> (String, String)? {
        guard let id, let secret else { return nil }
        return (id, secret)
    }

    private static func basic(_ value: String) -> (id: String, secret: String)? {
        guard value.hasPrefix("Basic "),
            let bytes = Base64.decode(String(value.dropFirst("Basic ".count)))
        else { return nil }
        let parts = String(decoding: bytes, as: UTF8.self).split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }
}
