/// A private RSA key that is fit for RS256.
public struct RSAPrivateKey: Sendable {
    /// Longest PEM text in bytes.
    public static let pemBytesMax = 16_384

    public let publicKey: RSAPublicKey
    let key: OpenSSLKey

    /// Nil unless both halves are there.
    private init?(_ key: OpenSSLKey?) {
        guard let key, key.number("d") != nil, let modulus = key.number("n"),
            let exponent = key.number("e"),
            let publicKey = RSAPublicKey(modulus: modulus, exponent: exponent)
        else { return nil }
        self.key = key
        self.publicKey = publicKey
    }

    /// Reads PEM: PKCS #8 (`BEGIN PRIVATE KEY`) or PKCS #1 (`BEGIN RSA PRIVATE KEY`).
    /// - Returns: nil for anything else, for an encrypted key, and for a length outside
    ///   ``RSAPublicKey/bitsAllowed``.
    public init?(pem: String) {
        guard pem.utf8.count <= Self.pemBytesMax else { return nil }
        self.init(OpenSSLKey.read(pem: Array(pem.utf8)))
    }

    /// A new key pair. Blocks for some hundred milliseconds.
    /// - Parameter bits: within ``RSAPublicKey/bitsAllowed``.
    public static func generate(bits: Int = 2048) -> RSAPrivateKey {
        precondition(RSAPublicKey.bitsAllowed.contains(bits), "a length that RS256 does not take")
        guard let key = RSAPrivateKey(OpenSSLKey.generate(bits: bits)) else {
            preconditionFailure("OpenSSL makes no RSA keys")
        }
        return key
    }

    /// PKCS #8, not encrypted: a secret.
    public var pem: String {
        guard let pem = key.pem else { preconditionFailure("OpenSSL writes no private keys") }
        return String(decoding: pem, as: UTF8.self)
    }
}
