import Catalog
import Cryptography
import Testing

@testable import PlatformAdapters

@Suite("Callbacks of a GraphQL platform")
struct GraphQLCallbackTests {
    private static let key = RSAPrivateKey.generate()
    private static let body =
        Array(
            #"{"type":"course.completed","timestamp":"2026-01-01T00:00:00Z","#.utf8)
        + Array(#""data":{"enrolment_ref":"e-1","score":88}}"#.utf8)

    private static func signed(
        _ body: [UInt8] = body, keyID: String? = "k", encodesPayload: Bool = false,
        key: RSAPrivateKey = key
    ) -> String {
        CompactJWS.signDetached(body, keyID: keyID, encodesPayload: encodesPayload, key: key)
    }

    private func bench(_ keyIDs: [String] = ["k"]) throws -> Bench {
        let set = JSONWebKeySet(keyIDs.map { JSONWebKey(Self.key.publicKey, keyID: $0) })
        return try Bench(.graphql) { _ in .answer(200, bytes: set.bytes) }
    }

    private func callback(
        _ signature: String?, header: String = "x-signature", body: [UInt8] = body
    ) -> PlatformCallback {
        PlatformCallback(
            headers: [("content-type", "application/json")]
                + (signature.map { [(name: header, value: $0)] } ?? []),
            body: body, receivedAt: Instant(milliseconds: 0))
    }

    private func refusal(
        _ callback: PlatformCallback, by platform: any Platform
    ) async -> CallbackRefusal? {
        do throws(CallbackRefusal) {
            _ = try await platform.read(callback)
            return nil
        } catch {
            return error
        }
    }

    @Test("what the platform signed is its event, whichever way it was signed")
    func authentic() async throws {
        let bench = try bench()
        #expect(bench.platform.hasOwnCallbacks)
        var ids: Set<String> = []
        for encodes in [true, false] {
            let signature = Self.signed(encodesPayload: encodes)
            guard
                case .events(let events) = try await bench.platform.read(callback(signature)),
                let delivery = events.first, events.count == 1
            else {
                Issue.record("no event")
                return
            }
            let event = try delivery.content.get()
            #expect(event.kind == .completed && event.enrolmentReference == "e-1")
            #expect(event.score == 88 && delivery.form == .house)
            #expect(delivery.body == Self.body && delivery.signature == signature)
            ids.insert(delivery.id)
        }
        #expect(ids.count == 1)
        #expect(bench.server.requests.map(\.target) == ["/keys"])
        #expect(bench.server.requests.first?.headers["authorization"] == nil)
    }

    @Test("a body in no known shape is kept as what cannot be read")
    func unreadable() async throws {
        let body = Array("[1]".utf8)
        let bench = try bench()
        let content = try await bench.platform.read(callback(Self.signed(body), body: body))
        guard case .events(let events) = content, case .failure? = events.first?.content else {
            Issue.record("read")
            return
        }
    }

    @Test("nothing else is believed")
    func forged() async throws {
        let bench = try bench()
        let other = RSAPrivateKey.generate()
        let attached = CompactJWS.sign(Self.body, keyID: "k", key: Self.key)
        let none = Base64.urlSafe(Array(#"{"alg":"none","kid":"k"}"#.utf8)) + ".."
        // The published modulus as an HMAC secret: the classic confusion of algorithms.
        let head = Base64.urlSafe(Array(#"{"alg":"HS256","kid":"k"}"#.utf8))
        let code = HMACSHA256.authenticate(
            Array((head + "." + Base64.urlSafe(Self.body)).utf8), key: Self.key.publicKey.modulus)
        let callbacks = [
            callback(nil), callback(""), callback("x"), callback(Self.signed(key: other)),
            callback(Self.signed(), body: Self.body + [0x20]), callback(attached), callback(none),
            callback(none + "AA"), callback(head + ".." + Base64.urlSafe(code)),
            callback(Self.signed(), header: "x-other"),
            PlatformCallback(
                headers: [("x-signature", Self.signed()), ("x-signature", Self.signed())],
                body: Self.body, receivedAt: Instant(milliseconds: 0)),
        ]
        for (index, callback) in callbacks.enumerated() {
            let refusal = await refusal(callback, by: bench.platform)
            #expect(refusal?.isTemporary == false, "callback \(index)")
        }
    }

    @Test("an unknown key is refused, and one that cannot be looked up may be known later")
    func keys() async throws {
        let bench = try bench(["k", "l"])
        let unknown = await refusal(callback(Self.signed(keyID: "m")), by: bench.platform)
        #expect(unknown == CallbackRefusal("x-signature: no key has the kid m"))
        let nameless = await refusal(callback(Self.signed(keyID: nil)), by: bench.platform)
        #expect(nameless?.isTemporary == false)
        let dead = try Bench(.graphql) { _ in .answer(500) }
        let refusal = await refusal(callback(Self.signed()), by: dead.platform)
        #expect(refusal == CallbackRefusal("the keys: HTTP 500", isTemporary: true))
    }

    @Test("a signature without a key's name is by the only key")
    func onlyKey() async throws {
        let bench = try bench()
        let signature = Self.signed(keyID: nil)
        #expect(await refusal(callback(signature), by: bench.platform) == nil)
    }

    @Test("the header's name is configuration")
    func header() async throws {
        let set = JSONWebKeySet([JSONWebKey(Self.key.publicKey, keyID: "k")])
        let server = ScriptedServer { _ in .answer(200, bytes: set.bytes) }
        let platform = try PlatformAdapters.make(
            PlatformConfiguration(
                id: "x", name: "X", dialect: .graphql, baseURL: server.base,
                credentials: ["token": "t", "jwks_url": server.base + "/keys"],
                webhookSecret: nil, publish: .automatic, enabled: true,
                signatureHeader: "X-JWS-Signature"),
            tools: AdapterTools(client: HTTPClient(workersMax: 1)))
        let own = callback(Self.signed(), header: "x-jws-signature")
        #expect(await refusal(own, by: platform) == nil)
        #expect(await refusal(callback(Self.signed()), by: platform) != nil)
    }
}
