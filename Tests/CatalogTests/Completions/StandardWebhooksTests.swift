import Catalog
import Testing

/// Vectors of the standard-webhooks project's own libraries.
@Suite struct StandardWebhooksTests {
    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    static let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    static let seconds: Int64 = 1_614_265_330
    static let body = Array(#"{"test": 2432232314}"#.utf8)
    static let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    static let foreign = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="

    static func webhooks(_ secrets: [String] = [secret]) throws -> StandardWebhooks {
        try #require(StandardWebhooks(secrets: secrets))
    }

    @Test("the published vector is signed as published")
    func signs() throws {
        let signed = try Self.webhooks().sign(
            id: Self.id, timestamp: Self.seconds, body: Self.body)
        #expect(signed == Self.signature)
    }

    struct Case: Sendable {
        var id: String? = StandardWebhooksTests.id
        var timestamp: String? = String(StandardWebhooksTests.seconds)
        var signature: String? = StandardWebhooksTests.signature
        var body = StandardWebhooksTests.body
        var later: Int64 = 0
        let verdict: StandardWebhooks.Verdict
    }

    static let cases = [
        Case(verdict: .accepted),
        Case(id: nil, verdict: .missingHeader("webhook-id")),
        Case(id: "", verdict: .missingHeader("webhook-id")),
        Case(timestamp: nil, verdict: .missingHeader("webhook-timestamp")),
        Case(signature: nil, verdict: .missingHeader("webhook-signature")),
        Case(id: String(repeating: "m", count: 257), verdict: .badID),
        Case(id: "msg é", verdict: .badID),
        Case(timestamp: "hello", verdict: .badTimestamp),
        Case(timestamp: "-1614265330", verdict: .badTimestamp),
        Case(timestamp: "1614265330.5", verdict: .badTimestamp),
        Case(timestamp: "99999999999999999999", verdict: .badTimestamp),
        Case(later: 300, verdict: .accepted),
        Case(later: 301, verdict: .tooOld),
        Case(later: -300, verdict: .accepted),
        Case(later: -301, verdict: .tooNew),
        Case(signature: "v1,dawfeoifkpqwoekfpqoekf", verdict: .badSignature),
        Case(signature: String(signature.prefix(8)), verdict: .badSignature),
        Case(signature: "v1,", verdict: .badSignature),
        Case(signature: String(signature.dropFirst(3)), verdict: .badSignature),
        Case(signature: "v2," + signature.dropFirst(3), verdict: .badSignature),
        Case(signature: "v1a," + signature.dropFirst(3), verdict: .badSignature),
        Case(
            signature: [foreign, "v2," + foreign.dropFirst(3), signature, foreign]
                .joined(separator: " "), verdict: .accepted),
        Case(
            signature: (Array(repeating: foreign, count: 16) + [signature])
                .joined(separator: " "), verdict: .badSignature),
        Case(body: Array(#"{"test": 2432232315}"#.utf8), verdict: .badSignature),
        Case(id: "msg_other", verdict: .badSignature),
        Case(timestamp: "1614265331", verdict: .badSignature),
    ]

    @Test("each wrong header, time or signature has its verdict", arguments: cases)
    func verdicts(_ one: Case) throws {
        let verdict = try Self.webhooks().verify(
            id: one.id, timestamp: one.timestamp, signature: one.signature, body: one.body,
            now: Instant(milliseconds: (Self.seconds + one.later) * 1000))
        #expect(verdict == one.verdict)
    }

    @Test("while a secret is being changed, either one is accepted and both sign")
    func rotation() throws {
        let next = "whsec_" + "C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
        let both = try Self.webhooks([next, Self.secret])
        for secret in [Self.secret, next] {
            let signed = try Self.webhooks([secret]).sign(
                id: Self.id, timestamp: Self.seconds, body: Self.body)
            let verdict = both.verify(
                id: Self.id, timestamp: String(Self.seconds), signature: signed,
                body: Self.body, now: Instant(milliseconds: Self.seconds * 1000))
            #expect(verdict == .accepted)
        }
        let signed = both.sign(id: Self.id, timestamp: Self.seconds, body: Self.body)
        #expect(signed.split(separator: " ").count == 2)
        #expect(signed.hasSuffix(Self.signature))
    }

    @Test("a secret may lack its prefix, but not be empty or other than base 64")
    func secrets() {
        #expect(StandardWebhooks(secrets: [String(Self.secret.dropFirst(6))]) != nil)
        for secrets in [[], [""], ["whsec_"], ["whsec_!!"], [Self.secret, "?"]] {
            #expect(StandardWebhooks(secrets: secrets) == nil)
        }
        #expect(StandardWebhooks(secrets: Array(repeating: Self.secret, count: 5)) == nil)
    }
}
