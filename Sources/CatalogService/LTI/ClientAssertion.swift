import Catalog
import Cryptography
import PlatformAdapters

/// A tool's proof of itself at the token endpoint (RFC 7523 section 3; IMS Security Framework 1.0
/// section 4.1).
struct ClientAssertion {
    static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    /// An assertion is for one request.
    static let lifetimeMax = Span.hours(1)
    static let clockSkewMax = Span.minutes(5)

    /// Why an assertion proves nothing; in words for the tool.
    struct Fault: Error {
        let words: String
        /// The tool's keys cannot be had for now.
        var isTemporary = false
    }

    let tool: LaunchDesk.Tool
    let id: String
    let expiresAt: Instant

    /// Verifies signature, issuer, audience and times; whether it was used before is the store's
    /// to know.
    init(_ text: String, at desk: LaunchDesk, now: Instant) async throws(Fault) {
        let jws: CompactJWS
        do throws(CompactJWS.Fault) {
            jws = try CompactJWS(text)
        } catch {
            throw Fault(words: error.detail)
        }
        guard let payload = jws.payload,
            let claims = try? JSON.decode(JSONValue.self, from: payload)
        else { throw Fault(words: "the claims are not a JSON object") }
        guard let issuer = claims["iss"]?.string, claims["sub"] == .string(issuer),
            let tool = desk.tool(clientID: issuer)
        else { throw Fault(words: "iss and sub must both be the client_id") }
        guard Self.audiences(claims["aud"]).contains(where: desk.isTokenAudience) else {
            throw Fault(words: "aud must be \(desk.url(LaunchRoutes.tokenPath))")
        }
        guard let expiry = Self.time(claims["exp"]), now - Self.clockSkewMax < expiry,
            expiry <= now + Self.lifetimeMax + Self.clockSkewMax
        else { throw Fault(words: "exp is missing, past, or more than an hour ahead") }
        if let issuedAt = claims["iat"] {
            guard let instant = Self.time(issuedAt), instant <= now + Self.clockSkewMax else {
                throw Fault(words: "iat is in the future")
            }
        }
        guard let id = claims["jti"]?.string, !id.isEmpty,
            id.utf8.count <= UsedAssertionStore.idBytesMax, !id.utf8.contains(0)
        else { throw Fault(words: "jti is missing or too long") }
        let keys: [JSONWebKey]
        do throws(JWKSCache.Failure) {
            keys = try await tool.keys.keys(named: jws.keyID)
        } catch {
            switch error {
            case .unknownKey(let words): throw Fault(words: words)
            case .unavailable(let words): throw Fault(words: words, isTemporary: true)
            }
        }
        guard keys.contains(where: { jws.isSigned(by: $0.key) }) else {
            throw Fault(words: "the signature does not fit the tool's keys")
        }
        self.tool = tool
        self.id = id
        expiresAt = expiry + Self.clockSkewMax
    }

    private static func audiences(_ value: JSONValue?) -> [String] {
        switch value {
        case .string(let text)?: return [text]
        case .array(let texts)?: return texts.prefix(10).compactMap(\.string)
        default: return []
        }
    }

    /// Seconds since 1970, perhaps with a fraction.
    private static func time(_ value: JSONValue?) -> Instant? {
        guard let seconds = value?.number, abs(seconds) < 1e12 else { return nil }
        return Instant(milliseconds: Int64(seconds * 1000))
    }
}

extension LaunchDesk {
    /// Tools name the token endpoint, or the issuer.
    fileprivate func isTokenAudience(_ audience: String) -> Bool {
        audience == url(LaunchRoutes.tokenPath) || audience == issuer
    }
}
