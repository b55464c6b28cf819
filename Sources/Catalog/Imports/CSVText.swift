/// Writes CSV (RFC 4180): fields in quotes where they need them, lines that end in CRLF.
///
/// A field that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV
/// injection); ``read(_:)`` takes it off again, so that what is written comes back as it was.
public struct CSVText: Sendable {
    private static let formulaStarts: Set<UInt8> = Set("=+-@\t\r".utf8)
    private static let apostrophe = UInt8(ascii: "'")
    private static let quoted: Set<UInt8> = Set(",\"\r\n".utf8)

    public private(set) var bytes: [UInt8] = []

    /// - Parameter marked: with a byte order mark, by which spreadsheets know UTF-8.
    public init(marked: Bool = true) {
        if marked { bytes = [0xEF, 0xBB, 0xBF] }
    }

    public mutating func add(_ fields: [String]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            put(field)
        }
        bytes += [0x0D, 0x0A]
    }

    private mutating func put(_ field: String) {
        var text = Array(field.utf8)
        if Self.isFormula(text[...]) { text.insert(Self.apostrophe, at: 0) }
        guard text.contains(where: Self.quoted.contains) else {
            bytes += text
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in text {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// A field as it was before it was written.
    public static func read(_ field: String) -> String {
        guard field.utf8.first == apostrophe, isFormula(Array(field.utf8)[1...]) else {
            return field
        }
        return String(field.dropFirst())
    }

    /// Behind apostrophes too: else one that was in the text would be taken for ours.
    private static func isFormula(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first(where: { $0 != apostrophe }) else { return false }
        return formulaStarts.contains(first)
    }
}
