import CSodium

/// SHA-256 (FIPS 180-4).
public enum SHA256 {
    public static let byteCount = 32

    public static func digest(_ message: [UInt8]) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: byteCount)
        // The array holds the 32 bytes that the function writes.
        _ = unsafe crypto_hash_sha256(&output, message, UInt64(message.count))
        return output
    }
}

/// HMAC-SHA-256 (RFC 2104) with a key of any length.
public enum HMACSHA256 {
    public static let byteCount = 32

    public static func authenticate(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        var state = crypto_auth_hmacsha256_state()
        unsafe crypto_auth_hmacsha256_init(&state, key, key.count)
        unsafe crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
        var output = [UInt8](repeating: 0, count: byteCount)
        // The array holds the 32 bytes that the function writes.
        unsafe crypto_auth_hmacsha256_final(&state, &output)
        return output
    }
}

/// Compares secrets in time that depends on their length alone.
public func equalInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return unsafe sodium_memcmp(left, right, left.count) == 0
}
