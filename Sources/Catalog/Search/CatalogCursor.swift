import Cryptography

/// Where a page ended: the last course's place in the order, not a count, so that the next page
/// begins right behind it though the catalogue has changed. Written as URL-safe base 64:
///
///     version 1 · query fingerprint 8 · words needed 1 · weight count 1 · weights
///       · key 8 · id length 1 · id · searched text · check 8
///
/// The check (of SHA-256) finds damage. It is no secret: all that a cursor can reach is public.
struct CatalogCursor: Sendable, Equatable {
    static let textBytesMax = 2048

    private static let version: UInt8 = 1
    private static let checkBytes = 8
    static let fingerprintBytes = 8

    var fingerprint: [UInt8]
    /// Of the last course; for relevance its score, negative.
    var key: Int64
    var courseID: String
    /// How the words weighed; empty without words.
    var ranking: SearchRanking
    /// The query after corrections; empty without words.
    var searchedText: String

    static func fingerprint(of query: String) -> [UInt8] {
        Array(SHA256.digest(Array(query.utf8)).prefix(fingerprintBytes))
    }

    var text: String {
        var bytes: [UInt8] = [Self.version]
        bytes += fingerprint
        bytes.append(UInt8(ranking.wordsNeeded))
        bytes.append(UInt8(ranking.weights.count))
        bytes += ranking.weights
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: key >> Int64(shift)))
        }
        let id = Array(courseID.utf8.prefix(255))
        bytes.append(UInt8(id.count))
        bytes += id
        bytes += searchedText.utf8
        return Self.encode(bytes + Self.check(bytes))
    }

    init(
        fingerprint: [UInt8], key: Int64, courseID: String, ranking: SearchRanking,
        searchedText: String
    ) {
        self.fingerprint = fingerprint
        self.key = key
        self.courseID = courseID
        self.ranking = ranking
        self.searchedText = searchedText
    }

    /// Nil for whatever ``text`` did not write.
    init?(_ text: String) {
        guard text.utf8.count <= Self.textBytesMax, let decoded = Self.decode(text) else {
            return nil
        }
        let body = decoded.dropLast(Self.checkBytes)
        guard decoded.count > Self.checkBytes,
            Array(decoded.suffix(Self.checkBytes)) == Self.check(Array(body))
        else { return nil }
        var rest = body
        func take(_ count: Int) -> [UInt8]? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        guard take(1) == [Self.version], let fingerprint = take(Self.fingerprintBytes),
            let needed = take(1), let weightCount = take(1),
            let weights = take(Int(weightCount[0])), let key = take(8),
            let idLength = take(1), let id = take(Int(idLength[0]))
        else { return nil }
        self.fingerprint = fingerprint
        self.key = Int64(bitPattern: key.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        courseID = String(decoding: id, as: UTF8.self)
        ranking = SearchRanking(weights: weights, wordsNeeded: Int(needed[0]))
        searchedText = String(decoding: rest, as: UTF8.self)
    }

    private static func check(_ bytes: [UInt8]) -> [UInt8] {
        Array(SHA256.digest(Array("catalogue-cursor".utf8) + bytes).prefix(checkBytes))
    }

    /// URL-safe, without padding (RFC 4648, section 5).
    private static func encode(_ bytes: [UInt8]) -> String {
        var text = Array(Base64.encode(bytes).utf8)
        while text.last == UInt8(ascii: "=") { text.removeLast() }
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "+"): text[index] = UInt8(ascii: "-")
            case UInt8(ascii: "/"): text[index] = UInt8(ascii: "_")
            default: break
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func decode(_ text: String) -> [UInt8]? {
        let standard = text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        let padding = String(repeating: "=", count: (4 - standard.count % 4) % 4)
        let bytes = Base64.decode(String(decoding: standard, as: UTF8.self) + padding)
        // One value has one spelling: `+`, `/` and stray bits are refused.
        return bytes.flatMap { encode($0) == text ? $0 : nil }
    }
}
