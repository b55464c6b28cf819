import Cryptography
import Testing

@testable import Catalog

@Suite("Second factor")
struct SecondFactorTests {
    /// RFC 6238, appendix B: the secret of its SHA-1 rows.
    private let factor = SecondFactor(secret: Array("12345678901234567890".utf8))!

    @Test(
        "the codes are those of RFC 6238, appendix B",
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"), (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] as [(Int64, String)])
    func vectors(seconds: Int64, code: String) {
        let step = SecondFactor.step(at: Instant(milliseconds: seconds * 1000))
        #expect(factor.code(step: step, digits: 8) == code)
        #expect(factor.code(step: step) == code.suffix(6))
    }

    @Test("a code counts one step before and after its own, and never a second time")
    func window() {
        let now = Instant(milliseconds: 1_234_567_890_000)
        let step = SecondFactor.step(at: now)
        for drift in -3...3 as ClosedRange<Int64> {
            let found = factor.step(of: factor.code(step: step + drift), now: now, used: 0)
            #expect(found == (abs(drift) <= 1 ? step + drift : nil))
        }
        let code = factor.code(step: step)
        #expect(factor.step(of: code, now: now, used: step - 1) == step)
        #expect(factor.step(of: code, now: now, used: step) == nil)
        #expect(factor.step(of: code, now: now, used: step + 1) == nil)
        for bad in ["", "12345", code + "0", "９２８７０８"] {
            #expect(factor.step(of: bad, now: now, used: 0) == nil)
        }
    }

    @Test("base 32 is that of RFC 4648, section 10, without padding")
    func base32() throws {
        let texts = [
            "": "", "f": "MY", "fo": "MZXQ", "foo": "MZXW6", "foob": "MZXW6YQ",
            "fooba": "MZXW6YTB", "foobar": "MZXW6YTBOI",
        ]
        for (text, code) in texts {
            #expect(Base32.encode(Array(text.utf8)) == code)
            #expect(Base32.decode(code) == Array(text.utf8))
        }
        #expect(Base32.decode("mzxw 6ytb") == Array("fooba".utf8))
        #expect(Base32.decode("MZXW0") == nil)
        for _ in 0..<50 {
            let factor = SecondFactor()
            #expect(SecondFactor(base32: factor.base32) == factor)
        }
        #expect(SecondFactor(base32: "MZXW6YTBOI") == nil, "too short a secret")
    }

    @Test("an authenticator app is told everything in one address")
    func address() {
        #expect(
            factor.address(for: "a+b@example.id")
                == "otpauth://totp/catalogd:a%2Bb%40example.id"
                + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=catalogd"
                + "&algorithm=SHA1&digits=6&period=30")
    }
}
