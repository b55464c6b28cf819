import Catalog

extension JSONValue {
    /// A whole number, also one written as `90.0` (as programs do that keep a column with gaps as
    /// fractions); in text only where the source is text.
    func wholeNumber(inText: Bool) -> Int64? {
        switch self {
        case .integer(let value): return value
        case .number(let value): return Int64(exactly: value)
        case .string(let text) where inText:
            let parts = text.split(
                separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            guard text.utf8.count <= 24,
                parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                parts.count == 1
                    || (!parts[1].isEmpty && parts[1].allSatisfy({ $0 == "0" }))
            else { return nil }
            return Int64(parts[0])
        default: return nil
        }
    }
}
