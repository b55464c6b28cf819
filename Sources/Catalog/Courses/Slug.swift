import Foundation

/// The readable part of a course's address: `manajemen-warung-kopi`.
public enum Slug {
    public static let bytesMax = 80
    /// Characters of the course's id that tell it from another course of the same title.
    static let suffixLength = 6
    /// Stands in where a title has no letter that ASCII knows.
    private static let fallback = "kursus"
    private static let letters: [Unicode.Scalar: String] = [
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th",
        "ı": "i",
        "&": "-dan-", "+": "-plus-", "#": "-sharp-",
    ]
    private static let silent: Set<Unicode.Scalar> = ["'", "’", "‘", "ʼ", "`"]

    /// Lower-case ASCII letters and digits with single hyphens; cut between words.
    public static func of(title: String) -> String {
        var slug = ""
        var pendingHyphen = false
        func put(_ text: String) {
            for scalar in text.unicodeScalars {
                switch scalar {
                case "a"..."z", "0"..."9":
                    if pendingHyphen, !slug.isEmpty { slug += "-" }
                    pendingHyphen = false
                    slug.unicodeScalars.append(scalar)
                default:
                    pendingHyphen = true
                }
            }
        }
        for scalar in title.lowercased().decomposedStringWithCompatibilityMapping.unicodeScalars {
            if silent.contains(scalar) || scalar.properties.canonicalCombiningClass != .notReordered
            {
                continue
            }
            put(letters[scalar] ?? String(Character(scalar)))
        }
        return cut(slug, to: bytesMax) ?? fallback
    }

    /// The slug for a course whose plain one is taken. Two such are as unlikely to meet as
    /// their ids' random ends are to be equal (1 in 2^30).
    public static func of(title: String, suffixedFor id: Identifier<Course>) -> String {
        let suffix = String(id.value.suffix(suffixLength))
        let stem = cut(of(title: title), to: bytesMax - suffixLength - 1) ?? fallback
        return stem + "-" + suffix
    }

    private static func cut(_ slug: String, to length: Int) -> String? {
        guard slug.utf8.count > length else { return slug.isEmpty ? nil : slug }
        let head = slug.prefix(length + 1)
        guard let hyphen = head.lastIndex(of: "-") else { return String(slug.prefix(length)) }
        return String(head[..<hyphen])
    }
}
