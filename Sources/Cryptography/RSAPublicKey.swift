import COpenSSL

/// A public RSA key that is fit for RS256 (RFC 7518 sections 3.3 and 6.3.1).
public struct RSAPublicKey: Sendable {
    /// Shorter keys are too weak for RS256; longer ones make each check slow.
    public static let bitsAllowed = 2048...8192
    /// Bytes of the exponent; nearly every key has 65537.
    public static let exponentBytesMax = 8

    /// Big-endian, without leading zeros.
    public let modulus: [UInt8]
    /// Big-endian, without leading zeros.
    public let exponent: [UInt8]
    let key: OpenSSLKey

    /// - Parameters:
    ///   - modulus: `n`, big-endian; leading zeros, which some senders add, are passed over.
    ///   - exponent: `e`, big-endian.
    /// - Returns: nil for a length outside ``bitsAllowed``, and for an exponent that is even,
    ///   1, or longer than ``exponentBytesMax``.
    public init?(modulus: [UInt8], exponent: [UInt8]) {
        self.modulus = Array(modulus.drop { $0 == 0 })
        self.exponent = Array(exponent.drop { $0 == 0 })
        guard self.modulus.count <= Self.bitsAllowed.upperBound / 8,
            self.exponent.count <= Self.exponentBytesMax, self.exponent != [1],
            let last = self.modulus.last, last & 1 == 1,
            let low = self.exponent.last, low & 1 == 1,
            let key = OpenSSLKey.make(modulus: self.modulus, exponent: self.exponent)
        else { return nil }
        self.key = key
    }
}

extension RSAPublicKey: Equatable {
    public static func == (left: RSAPublicKey, right: RSAPublicKey) -> Bool {
        left.modulus == right.modulus && left.exponent == right.exponent
    }
}
