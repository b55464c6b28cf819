/// Rupiah as people write them into a text field.
enum MoodlePrice {
    /// Beyond it, a number is a mistake.
    private static let digitsMax = 15

    /// `150000`, `150.000`, `Rp 150.000,00`, `Rp. 150.000,-`, `150,000.00`, `IDR 150000` or
    /// `Gratis`; nil for anything else, and for an amount that is not whole.
    ///
    /// Three digits behind a mark are thousands, for there is no thousandth of a rupiah; one or
    /// two are a fraction, which must be zero.
    static func rupiah(_ text: String) -> Int64? {
        var rest = text.lowercased().replacing("\u{a0}", with: " ")
        if ["gratis", "free"].contains(rest) { return 0 }
        for word in ["rupiah", "idr"] where rest.hasSuffix(word) { rest.removeLast(word.count) }
        for word in ["rp.", "rp", "idr"] where rest.hasPrefix(word) {
            rest.removeFirst(word.count)
            break
        }
        rest = rest.split(separator: " ").joined()
        for ending in [",-", ".-"] where rest.hasSuffix(ending) { rest.removeLast(2) }
        if let mark = rest.lastIndex(where: isMark) {
            let fraction = rest[rest.index(after: mark)...]
            if (1...2).contains(fraction.count) {
                let sign = rest[mark]
                guard fraction.allSatisfy({ $0 == "0" }) else { return nil }
                rest = String(rest[..<mark])
                guard !rest.contains(sign) else { return nil }
            }
        }
        return whole(rest)
    }

    /// Digits, or groups of three with one kind of mark between them.
    private static func whole(_ text: String) -> Int64? {
        guard Set(text.filter(isMark)).count <= 1 else { return nil }
        let groups = text.split(omittingEmptySubsequences: false, whereSeparator: isMark)
        let digits = groups.joined()
        guard let first = groups.first, !digits.isEmpty, digits.count <= digitsMax,
            digits.allSatisfy({ $0.isASCII && $0.isNumber }),
            groups.count == 1 || (1...3).contains(first.count),
            groups.dropFirst().allSatisfy({ $0.count == 3 })
        else { return nil }
        return Int64(digits)
    }

    private static func isMark(_ character: Character) -> Bool {
        character == "." || character == ","
    }
}
