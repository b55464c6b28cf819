import CSodium

/// Argon2id (RFC 9106) in the PHC string form, by libsodium.
public enum PasswordHash {
    /// Longest password in bytes; longer ones are refused before any work is done.
    public static let passwordBytesMax = 256

    /// How much one hash costs. `interactive` is libsodium's (64 MiB); `frugal` (19 MiB, two
    /// passes) is OWASP's minimum for servers that sign many people in at once.
    public enum Cost: Sendable {
        case interactive
        case frugal

        fileprivate var limits: (operations: UInt64, memory: Int) {
            switch self {
            case .interactive: return (2, 64 << 20)
            case .frugal: return (2, 19 << 20)
            }
        }
    }

    /// The hash to store, with its own salt; nil when memory is short or the password too long.
    public static func make(_ password: String, cost: Cost = .frugal) -> String? {
        Sodium.ready()
        let bytes = password.utf8.map { CChar(bitPattern: $0) }
        guard bytes.count <= passwordBytesMax else { return nil }
        let capacity = Int(crypto_pwhash_STRBYTES)
        var output = [CChar](repeating: 0, count: capacity)
        let result = unsafe crypto_pwhash_str_alg(
            &output, bytes, UInt64(bytes.count), cost.limits.operations, cost.limits.memory,
            crypto_pwhash_ALG_ARGON2ID13)
        guard result == 0 else { return nil }
        let text = output.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether the password is the hashed one.
    public static func verify(_ password: String, against hash: String) -> Bool {
        Sodium.ready()
        let bytes = password.utf8.map { CChar(bitPattern: $0) }
        guard bytes.count <= passwordBytesMax, hash.utf8.count < Int(crypto_pwhash_STRBYTES) else {
            return false
        }
        var stored = hash.utf8.map { CChar(bitPattern: $0) }
        stored += [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES) - stored.count)
        return unsafe crypto_pwhash_str_verify(stored, bytes, UInt64(bytes.count)) == 0
    }
}
