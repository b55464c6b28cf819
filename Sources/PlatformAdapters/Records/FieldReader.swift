import Catalog

/// Reads one record's fields by type. Absent, null and blank are the same: nothing was said.
struct FieldReader {
    let fields: [String: JSONValue]
    let isText: Bool

    private func value(_ name: String) -> JSONValue? {
        switch fields[name] {
        case nil, .null?: return nil
        case .string(let text)? where text.allSatisfy(\.isWhitespace): return nil
        case let value?: return value
        }
    }

    /// Text without the spaces around it.
    func text(_ name: String) throws(RecordFault) -> String? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value else {
            throw RecordFault(reason: "\(name) is not text")
        }
        return TextRules.line(text)
    }

    /// One line of bounded length.
    func line(_ name: String, max: Int) throws(RecordFault) -> String? {
        guard let line = try text(name), !line.isEmpty else { return nil }
        guard line.count <= max else {
            throw RecordFault(reason: "\(name) is longer than \(max) characters")
        }
        return line
    }

    func block(_ name: String) throws(RecordFault) -> String {
        guard let value = value(name) else { return "" }
        guard case .string(let text) = value else {
            throw RecordFault(reason: "\(name) is not text")
        }
        return TextRules.block(text)
    }

    /// A word of a vocabulary; one that is not in it is noted and left out.
    func word<Word: RawRepresentable>(
        _ name: String, _ notes: inout [String]
    ) throws(RecordFault) -> Word? where Word.RawValue == String {
        guard let text = try text(name) else { return nil }
        if let word = Word(rawValue: text) { return word }
        notes.append(RecordReader.note(name, text))
        return nil
    }

    func wholeNumber(_ name: String) throws(RecordFault) -> Int64? {
        guard let value = value(name) else { return nil }
        guard let number = value.wholeNumber(inText: isText) else {
            throw RecordFault(reason: "\(name) is not a whole number")
        }
        return number
    }

    /// An amount as an integer or as decimal text, `150000.00`.
    ///
    /// - Parameter isRupiah: a fraction other than zero is then a fault: there is no such
    ///   amount of rupiah. In another currency it is cut off, for the amount is not used.
    func rupiah(_ name: String, isRupiah: Bool) throws(RecordFault) -> Int64? {
        guard let value = value(name) else { return nil }
        if let whole = value.wholeNumber(inText: false) { return whole }
        if case .number = value {
            guard isRupiah else { return 0 }
            throw RecordFault(reason: "\(name) holds a fraction of a rupiah")
        }
        guard case .string(let text) = value else {
            throw RecordFault(reason: "\(name) is not an amount")
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isDigits: (Substring) -> Bool = {
            !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        guard (1...2).contains(parts.count), parts.allSatisfy(isDigits), parts[0].count <= 18,
            let whole = Int64(parts[0])
        else { throw RecordFault(reason: "\(name) is not an amount: \(text.prefix(40))") }
        // `150.000` is how Indonesia writes 150,000: as decimals it would be a thousandth of it.
        let mayBeThousands = parts.count == 2 && parts[1].count == 3 && parts[0].count <= 3
        guard !(isRupiah && mayBeThousands && whole != 0) else {
            throw RecordFault(
                reason: "\(name) may mean thousands or decimals: \(text.prefix(40))")
        }
        let hasFraction = parts.count == 2 && parts[1].contains { $0 != "0" }
        guard !(isRupiah && hasFraction) else {
            throw RecordFault(reason: "\(name) holds a fraction of a rupiah: \(text.prefix(40))")
        }
        return whole
    }

    /// Lines of text, each once, in order.
    func list(_ name: String) throws(RecordFault) -> [String] {
        guard let value = value(name) else { return [] }
        guard case .array(let elements) = value else {
            throw RecordFault(reason: "\(name) is not a list")
        }
        var lines: [String] = []
        for element in elements {
            guard case .string(let text) = element else {
                throw RecordFault(reason: "\(name) holds something that is not text")
            }
            let line = TextRules.line(text)
            if !line.isEmpty, !lines.contains(line), lines.count < RecordReader.skillsMax {
                lines.append(line)
            }
        }
        return lines
    }
}
