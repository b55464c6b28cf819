import COpenSSL

/// RS256: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3, RFC 8017 section 8.2).
public enum RS256 {
    /// Whether the key's owner signed exactly this message.
    public static func verify(
        signature: [UInt8], message: [UInt8], key: RSAPublicKey
    ) -> Bool {
        guard signature.count == key.modulus.count else { return false }
        // The context is made, used and freed here; the arrays are lent for each call.
        guard let context = unsafe EVP_MD_CTX_new() else { return false }
        defer {
            unsafe EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        return unsafe key.key.withUnsafePointer { key in
            guard unsafe EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key) == 1 else {
                return false
            }
            return unsafe EVP_DigestVerify(
                context, signature, signature.count, message, message.count) == 1
        }
    }

    /// The signature, as long as the key's modulus. Takes about a millisecond.
    public static func sign(_ message: [UInt8], key: RSAPrivateKey) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: key.publicKey.modulus.count)
        var count = signature.count
        let isSigned = unsafe key.key.withUnsafePointer { key in
            // The context is made, used and freed here; the array has the length of the modulus,
            // which is that of a signature.
            guard let context = unsafe EVP_MD_CTX_new() else { return false }
            defer { unsafe EVP_MD_CTX_free(context) }
            guard unsafe EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1 else {
                return false
            }
            return unsafe EVP_DigestSign(
                context, &signature, &count, message, message.count) == 1
        }
        precondition(isSigned && count == signature.count, "OpenSSL does not sign")
        return signature
    }
}
