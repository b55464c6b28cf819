import Compression
import HTTPServer

/// How an answer's body is packed for its way (RFC 9110, 8.4.1).
enum ContentCoding: String, Sendable, CaseIterable {
    case brotli = "br"
    case gzip
    case identity

    /// Shorter bodies grow or barely shrink.
    static let packedBytesMin = 860
    /// Longest Accept-Encoding field that is read, in bytes.
    private static let fieldBytesMax = 1_000

    /// The best of the codings that an Accept-Encoding field admits (section 12.5.3): the highest
    /// weight, of equals the first in our order. Without a field, or where it admits none of ours,
    /// the body goes as it is.
    static func best(of offered: [ContentCoding], accepting field: String?) -> ContentCoding {
        guard let field, field.utf8.count <= fieldBytesMax else { return .identity }
        var weights: [String: Double] = [:]
        for member in field.split(separator: ",") {
            let parts = member.split(separator: ";").map { part in
                part.filter { $0 != " " && $0 != "\t" }.lowercased()
            }
            guard let name = parts.first, !name.isEmpty else { continue }
            weights[name] = parts.dropFirst().first.map(Self.weight) ?? 1
        }
        func wish(for coding: ContentCoding) -> Double {
            let names = coding == .gzip ? ["gzip", "x-gzip"] : [coding.rawValue]
            if let named = names.compactMap({ weights[$0] }).first { return named }
            if let any = weights["*"] { return any }
            // What nobody named is not wanted, but for the body as it is.
            return coding == .identity ? 0.001 : 0
        }
        var best = ContentCoding.identity
        var most = wish(for: .identity)
        for coding in offered where coding != .identity {
            // At the same weight packed goes before plain, and the first before the next.
            let weight = wish(for: coding)
            if weight > most || (weight == most && weight > 0 && best == .identity) {
                (best, most) = (coding, weight)
            }
        }
        return best
    }

    /// `q=0.5`; what is not well formed counts as nothing.
    private static func weight(_ parameter: String) -> Double {
        guard parameter.hasPrefix("q="), let weight = Double(parameter.dropFirst(2)),
            (0...1).contains(weight)
        else { return 0 }
        return weight
    }

    /// Nil where there is no memory to pack it; it then goes as it is.
    func packed(_ bytes: [UInt8], level: Int32 = Gzip.best) -> [UInt8]? {
        switch self {
        case .brotli: Brotli.pack(bytes)
        case .gzip: Gzip.pack(bytes, level: level)
        case .identity: bytes
        }
    }
}
