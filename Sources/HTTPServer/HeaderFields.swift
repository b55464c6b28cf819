/// The header fields of one request: the bytes as they came, looked up without making strings.
struct HeaderFields: Sendable {
    /// Where one field lies in `bytes`.
    struct Mark: Sendable {
        var nameStart: Int
        var nameCount: Int
        var valueStart: Int
        /// With trailing blanks, which `value(_:)` drops.
        var valueCount: Int
    }

    let bytes: [UInt8]
    let marks: [Mark]

    init(bytes: [UInt8], marks: [Mark]) {
        self.bytes = bytes
        self.marks = marks
    }

    init(_ fields: [(name: String, value: String)]) {
        var bytes: [UInt8] = []
        var marks: [Mark] = []
        for field in fields {
            let nameStart = bytes.count
            bytes.append(contentsOf: field.name.utf8)
            let valueStart = bytes.count
            bytes.append(contentsOf: field.value.utf8)
            marks.append(
                Mark(
                    nameStart: nameStart, nameCount: valueStart - nameStart,
                    valueStart: valueStart, valueCount: bytes.count - valueStart))
        }
        self.init(bytes: bytes, marks: marks)
    }

    func nameBytes(_ mark: Mark) -> ArraySlice<UInt8> {
        bytes[mark.nameStart..<mark.nameStart + mark.nameCount]
    }

    func valueBytes(_ mark: Mark) -> ArraySlice<UInt8> {
        bytes[mark.valueStart..<mark.valueStart + mark.valueCount]
    }

    /// The value without trailing blanks; bytes that are not UTF-8 are replaced.
    func value(_ mark: Mark) -> String {
        var value = valueBytes(mark)
        while let last = value.last, last == 0x20 || last == 0x09 { value.removeLast() }
        return String(decoding: value, as: UTF8.self)
    }

    /// Compares without ASCII case.
    func isNamed(_ mark: Mark, _ name: String) -> Bool {
        mark.nameCount == name.utf8.count
            && Self.equalWithoutCase(nameBytes(mark), name.utf8)
    }

    func first(_ name: String) -> String? {
        for mark in marks where isNamed(mark, name) { return value(mark) }
        return nil
    }

    func all(_ name: String) -> [String] {
        var values: [String] = []
        for mark in marks where isNamed(mark, name) { values.append(value(mark)) }
        return values
    }

    var pairs: [(name: String, value: String)] {
        marks.map { (String(decoding: nameBytes($0), as: UTF8.self), value($0)) }
    }

    static func equalWithoutCase(
        _ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>
    ) -> Bool {
        left.elementsEqual(right) { lower($0) == lower($1) }
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }
}
