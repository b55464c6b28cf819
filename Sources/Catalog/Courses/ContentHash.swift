import Cryptography

/// SHA-256 of a listing's content: equal content, equal hash. Kept as four words, for a sync holds
/// those of a whole catalogue at once.
public struct ContentHash: Sendable, Hashable, CustomStringConvertible {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// - Parameter digest: 32 bytes.
    init(digest: [UInt8]) {
        precondition(digest.count == 32, "SHA-256 has 32 bytes, not \(digest.count)")
        func word(_ index: Int) -> UInt64 {
            digest[index * 8..<index * 8 + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        words = (word(0), word(1), word(2), word(3))
    }

    /// Reads 64 hexadecimal digits; all zeros for anything else, which no content has.
    public init(_ text: String) {
        var parts: [UInt64] = []
        if text.utf8.count == 64 {
            var rest = Substring(text)
            while !rest.isEmpty, let part = UInt64(rest.prefix(16), radix: 16) {
                parts.append(part)
                rest = rest.dropFirst(16)
            }
        }
        words = parts.count == 4 ? (parts[0], parts[1], parts[2], parts[3]) : (0, 0, 0, 0)
    }

    /// 64 hexadecimal digits.
    public var description: String {
        [words.0, words.1, words.2, words.3].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.words.0 == right.words.0 && left.words.1 == right.words.1
            && left.words.2 == right.words.2 && left.words.3 == right.words.3
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
    }
}
