import COpenSSL

/// HMAC-SHA-1 (RFC 2104), for the one-time passwords of authenticator apps alone: those apps know
/// nothing else, and what breaks SHA-1 (collisions) does not touch its HMAC.
public enum HMACSHA1 {
    public static let byteCount = 20

    public static func authenticate(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: byteCount)
        var count: UInt32 = 0
        // The arrays are lent for the call; the last holds the 20 bytes that are written.
        let result = unsafe HMAC(
            EVP_sha1(), key, Int32(key.count), message, message.count, &output, &count)
        precondition(unsafe result != nil && count == UInt32(byteCount), "no HMAC-SHA-1")
        return output
    }
}
