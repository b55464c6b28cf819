import CSodium

/// Random bytes fit for keys and tokens.
public enum Random {
    public static func bytes(_ count: Int) -> [UInt8] {
        Sodium.ready()
        var output = [UInt8](repeating: 0, count: count)
        // The array has room for exactly `count` bytes.
        unsafe randombytes_buf(&output, count)
        return output
    }

    /// A URL-safe token with `byteCount` random bytes.
    public static func token(byteCount: Int = 24) -> String {
        Base64.urlSafe(bytes(byteCount))
    }
}

/// libsodium must be initialised once before anything else of it is used.
enum Sodium {
    private static let initialised: Bool = {
        precondition(sodium_init() >= 0, "libsodium cannot be initialised")
        return true
    }()

    static func ready() { _ = initialised }
}
