import Catalog
import Cryptography
import Testing

@testable import PlatformAdapters

@Suite("Signatures in compact form")
struct CompactJWSTests {
    private static let key = RSAPrivateKey.generate()
    private static let payload = Array(#"{"a.b":"ü"}"#.utf8)

    private static func text(_ header: String, _ middle: String = "", signed: [UInt8]) -> String {
        let head = Base64.urlSafe(Array(header.utf8))
        let signature = RS256.sign(Array(head.utf8) + [UInt8(ascii: ".")] + signed, key: key)
        return head + "." + middle + "." + Base64.urlSafe(signature)
    }

    @Test("what is signed is verified, attached, detached and unencoded")
    func roundTrips() throws {
        let other = Array("other".utf8)
        let attached = try CompactJWS(
            CompactJWS.sign(Self.payload, keyID: "k", type: "JWT", key: Self.key))
        #expect(attached.payload == Self.payload && attached.keyID == "k")
        #expect(attached.header["typ"] == "JWT")
        #expect(attached.isSigned(by: Self.key.publicKey))
        for encodes in [true, false] {
            let text = CompactJWS.signDetached(
                Self.payload, keyID: "k", encodesPayload: encodes, key: Self.key)
            let detached = try CompactJWS(text)
            #expect(detached.payload == nil && detached.encodesPayload == encodes)
            #expect(detached.isSigned(by: Self.key.publicKey, detached: Self.payload))
            #expect(!detached.isSigned(by: Self.key.publicKey, detached: other))
            #expect(!detached.isSigned(by: Self.key.publicKey))
        }
    }

    @Test("the signing input is the one of RFC 7797 section 4.2")
    func unencodedExample() throws {
        // The example is by HMAC, which we refuse as a signature: only its input is compared.
        let secret = try #require(
            Base64.decodeURLSafe(
                "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1"
                    + "Z9CAow"))
        let header = "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19"
        let message = CompactJWS.message(header[...], Array("$.02".utf8))
        let code = HMACSHA256.authenticate(message, key: secret)
        #expect(Base64.urlSafe(code) == "A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY")
        #expect(throws: CompactJWS.Fault(detail: "the algorithm must be RS256")) {
            try CompactJWS(header + "..A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY")
        }
    }

    @Test("b64 true may be said, with or without crit")
    func statedEncoding() throws {
        for crit in ["", #","crit":["b64"]"#] {
            let text = Self.text(
                #"{"alg":"RS256","b64":true\#(crit)}"#,
                signed: Array(Base64.urlSafe(Self.payload).utf8))
            #expect(
                try CompactJWS(text).isSigned(by: Self.key.publicKey, detached: Self.payload))
        }
    }

    @Test(
        "a header that we may not take is refused",
        arguments: [
            #"{"alg":"none"}"#, #"{"alg":"None"}"#, #"{"alg":"HS256"}"#, #"{"alg":"rs256"}"#,
            #"{"alg":"PS256"}"#, #"{"alg":["RS256"]}"#, "{}", "[]", "x",
            #"{"alg":"RS256","b64":false}"#, #"{"alg":"RS256","b64":"false","crit":["b64"]}"#,
            #"{"alg":"RS256","crit":[]}"#, #"{"alg":"RS256","crit":"b64"}"#,
            #"{"alg":"RS256","crit":["b64"]}"#, #"{"alg":"RS256","crit":["exp"],"exp":1}"#,
            #"{"alg":"RS256","b64":true,"crit":["b64","b64"]}"#,
            #"{"alg":"RS256","b64":true,"crit":["b64","exp"]}"#,
            #"{"alg":"RS256","kid":7}"#,
        ])
    func badHeaders(header: String) {
        let text = Self.text(header, signed: Self.payload)
        #expect(throws: CompactJWS.Fault.self) { try CompactJWS(text) }
    }

    @Test(
        "what is no JWS is refused",
        arguments: [
            "", ".", "..", "...", "a.b", "e30..", "eyJhbGciOiJSUzI1NiJ9..", "é.é.é",
            "eyJhbGciOiJSUzI1NiJ9..AA==", "eyJhbGciOiJSUzI1NiJ9.A.AAAA", " ..AAAA",
        ])
    func noSignatures(text: String) {
        #expect(throws: CompactJWS.Fault.self) { try CompactJWS(text) }
    }

    @Test("an unencoded payload that stands within is refused")
    func unencodedWithin() {
        let text = Self.text(
            #"{"alg":"RS256","b64":false,"crit":["b64"]}"#, "eA", signed: Array("eA".utf8))
        #expect(throws: CompactJWS.Fault.self) { try CompactJWS(text) }
    }

    @Test("a key set gives the keys that are fit for RS256, and their thumbprints")
    func keySets() throws {
        // The example of RFC 7638 section 3.1.
        let modulus =
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tS"
            + "oc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v"
            + "-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD0"
            + "8qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEg"
            + "U8awapJzKnqDKgw"
        let rsa = #""kty":"RSA","n":"\#(modulus)","e":"AQAB""#
        let set = try JSONWebKeySet(
            Array(
                (#"{"keys":[{\#(rsa),"kid":"a","alg":"RS256"},{\#(rsa),"kid":"b","use":"enc"},"#
                    + #"{\#(rsa),"kid":"c","alg":"PS256"},{"kty":"EC","kid":"d"},7,null,"#
                    + #"{\#(rsa),"kid":"e","key_ops":["encrypt"]},{\#(rsa),"kid":9},"#
                    + #"{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"f"}]}"#).utf8))
        #expect(set.keys.map(\.keyID) == ["a"])
        #expect(set.keys(named: "a").count == 1 && set.keys(named: nil).count == 1)
        #expect(set.keys(named: "b").isEmpty)
        let key = try #require(set.keys.first).key
        #expect(
            JSONWebKey.thumbprint(of: key) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
        #expect(try JSONWebKeySet(set.bytes) == set)
        for text in ["", "{}", "[]", #"{"keys":{}}"#] {
            #expect(throws: JSONFault.self) { try JSONWebKeySet(Array(text.utf8)) }
        }
    }
}
