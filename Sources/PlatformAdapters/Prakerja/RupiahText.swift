/// Prices as people write them in Indonesia: `Rp 20.000`, `Rp20.000,00`, `Rp. 45.000,-`, `Gratis`.
enum RupiahText {
    static let digitsMax = 12

    /// Whole rupiah; nil for any other text, also for a fraction of a rupiah and for thousands
    /// that are not grouped by three.
    static func rupiah(_ text: String) -> Int64? {
        var rest = Substring(TextRules.line(text).lowercased())
        if rest == "gratis" { return 0 }
        for mark in ["rp.", "rp", "idr"] where rest.hasPrefix(mark) {
            rest = rest.dropFirst(mark.count).drop { $0 == " " }
            break
        }
        if rest.hasSuffix(",-") {
            rest = rest.dropLast(2)
        } else if let comma = rest.lastIndex(of: ",") {
            guard rest[comma...] == ",00" else { return nil }
            rest = rest[..<comma]
        }
        let groups = rest.split(separator: ".", omittingEmptySubsequences: false)
        let isGrouped =
            groups.count == 1
            || ((1...3).contains(groups[0].count)
                && groups.dropFirst().allSatisfy { $0.count == 3 })
        let digits = groups.joined()
        guard isGrouped, (1...digitsMax).contains(digits.count),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int64(digits)
    }
}
