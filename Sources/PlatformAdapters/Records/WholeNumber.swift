import Catalog

extension JSONValue {
    /// A whole number, also one written as `90.0`; in text only where the source is text.
    func wholeNumber(inText: Bool) -> Int64? {
        switch self {
        case .integer(let value): return value
        case .number(let value): return Int64(exactly: value)
        case .string(let text) where inText:
            guard text.utf8.count <= 19, text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
            else { return nil }
            return Int64(text)
        default: return nil
        }
    }
}
