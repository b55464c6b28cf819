import Cryptography
import Testing

@Suite("RS256")
struct RS256Tests {
    /// RFC 7515 appendix A.2, published for tests: the key in PKCS #1, its modulus, what is signed
    /// and the signature.
    private static let pem = """
        -----BEGIN RSA PRIVATE KEY-----
        MIIEowIBAAKCAQEAofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd/wWJcyQoTbji9k0
        l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL+yRT+SFd2lZS+pC
        gNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb/7OMg0LOL+bSf63kpaSHSX
        ndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uD
        Zlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxXFvUK+DWNmoudF8NAco9/h9iaGNj8
        q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQIDAQABAoIBABKucaRpzQorw35S
        bEUAVx8dYXUdZOlJcHtiWQ+dC6V8ljxAHj/PLyzTveyI5QO/xkObCyjIL303l2cf
        UhPu2MFaJdjVzqACXuOrLot/eSFvxjvqVidTtAZExqFRJ9mylUVAoLvhowVWmC1O
        n95fZCXxTUtxNEG1Xcc7m0rtzJKs45J+N/V9DP1edYH6USyPSWGp6wuA+KgHRnKK
        Vf9GRx80JQY7nVNkL17eHoTWEwga+lwi0FEoW9Y7lDtWXYmKBWhUE+U8PGxlJf8f
        40493HDw1WRQ/aSLoS4QTp3rn7gYgeHEvfJdkkf0UMhlknlo53M09EFPdadQ4TlU
        bjqKc50CgYEA4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH/5IB3jw3bcxGn6QLvnE
        tfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw/Py5PJdTJNPY8cQn7ouZ2KKDcmnPG
        BY5t7yLc1QlQ5xHdwW1VhvKn+nXqhJTBgIPgtldC+KDV5z+y2XDwGUcCgYEAuQPE
        fgmVtjL0Uyyx88GZFF1fOunH3+7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYs
        p1ZSe7zFYHj7C6ul7TjeLQeZD/YwD66t62wDmpe/HlB+TnBA+njbglfIsRLtXlnD
        zQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdcCgYAHAp9XcCSrn8wVkMVkKdb7
        DOX4IKjzdahm+ctDAJN4O/y7OW5FKebvUjdAIt2GuoTZ71iTG+7F0F+lP88jtjP4
        U4qe7VHoewl4MKOfXZKTe+YCS1XbNvfgwJ3Ltyl1OH9hWvu2yza7q+d5PCsDzqtm
        27kxuvULVeya+TEdAB1ijQKBgQCH/3r6YrVH/uCWGy6bzV1nGNOdjKc9tmkfOJmN
        54dxdixdpozCQ6U4OxZrsj3FcOhHBsqAHvX2uuYjagqvo3cOj1TRqNocX40omfCC
        Mx3bD1yPPf/6TI2XECva/ggqEY2mYzmIiA5LVVmc5nrybr+lssFKneeyxN2Wq93S
        0iJMdQKBgCGHewxzoa1r8ZMD0LETNrToK423K377UCYqXfg5XMclbrjPbEC3YI1Z
        NqMtuhdBJqUnBi6tjKMF+34Xf0CUN8ncuXGO2CAYvO8PdyCixHX52ybaDjy1FtCE
        6yUXjoKNXKvUm7MWGsAYH6f4IegOetN5NvmUMFStCSkh7ixZLkN1
        -----END RSA PRIVATE KEY-----
        """
    private static let modulus =
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJ"
        + "PMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0"
        + "LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uD"
        + "Zlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2"
        + "PAcDTW9gb54h4FRWyuXpoQ"
    private static let message = Array(
        ("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
            + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ").utf8)
    private static let signature =
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF"
        + "5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK"
        + "5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqt"
        + "FZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrB"
        + "p0igcN_IoypGlUPQGe77Rw"

    private let key: RSAPublicKey
    private let signature: [UInt8]

    init() throws {
        let modulus = try #require(Base64.decodeURLSafe(Self.modulus))
        let exponent = try #require(Base64.decodeURLSafe("AQAB"))
        key = try #require(RSAPublicKey(modulus: modulus, exponent: exponent))
        signature = try #require(Base64.decodeURLSafe(Self.signature))
    }

    @Test("the example of RFC 7515 A.2 is verified, and signed alike")
    func example() throws {
        #expect(RS256.verify(signature: signature, message: Self.message, key: key))
        let secret = try #require(RSAPrivateKey(pem: Self.pem))
        #expect(secret.publicKey == key)
        #expect(RS256.sign(Self.message, key: secret) == signature)
    }

    @Test("one changed bit anywhere is noticed, and so is a signature of another length")
    func changes() {
        for index in [0, 100, Self.message.count - 1] {
            var message = Self.message
            message[index] ^= 1
            #expect(!RS256.verify(signature: signature, message: message, key: key))
        }
        for index in [0, 128, 255] {
            var changed = signature
            changed[index] ^= 1
            #expect(!RS256.verify(signature: changed, message: Self.message, key: key))
        }
        for changed in [[], Array(signature.dropLast()), [0] + signature, signature + [0]] {
            #expect(!RS256.verify(signature: changed, message: Self.message, key: key))
        }
    }

    @Test("a new key signs what its public half verifies, also after a journey as PEM")
    func generated() throws {
        let secret = RSAPrivateKey.generate()
        #expect(secret.publicKey.modulus.count == 256)
        let again = try #require(RSAPrivateKey(pem: secret.pem))
        #expect(again.publicKey == secret.publicKey)
        for message: [UInt8] in [[], [0], Array("halo".utf8)] {
            let signature = RS256.sign(message, key: again)
            #expect(RS256.verify(signature: signature, message: message, key: secret.publicKey))
            #expect(!RS256.verify(signature: signature, message: message, key: key))
        }
    }

    @Test("keys that are too weak, too large or no RSA keys are refused")
    func weakKeys() {
        let odd: [UInt8] = [1, 0, 1]
        #expect(RSAPublicKey(modulus: [UInt8](repeating: 255, count: 128), exponent: odd) == nil)
        #expect(RSAPublicKey(modulus: [UInt8](repeating: 255, count: 1025), exponent: odd) == nil)
        #expect(RSAPublicKey(modulus: [], exponent: odd) == nil)
        let even = Array(key.modulus.dropLast()) + [key.modulus.last! & 0xFE]
        #expect(RSAPublicKey(modulus: even, exponent: odd) == nil)
        for exponent: [UInt8] in [[], [0], [1], [2], [1, 0, 0], [UInt8](repeating: 3, count: 9)] {
            #expect(RSAPublicKey(modulus: key.modulus, exponent: exponent) == nil)
        }
        #expect(RSAPublicKey(modulus: [0] + key.modulus, exponent: [0] + odd) == key)
    }

    @Test(
        "what is no private key is refused",
        arguments: [
            "", "nothing", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
        ])
    func noKeys(text: String) {
        #expect(RSAPrivateKey(pem: text) == nil)
    }
}
