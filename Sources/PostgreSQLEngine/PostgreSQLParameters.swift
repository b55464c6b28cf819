import SQL

/// Values as a statement is sent them: bytes as they are, everything else in its text form, which
/// the server reads as the type that the statement needs.
struct PostgreSQLParameters {
    /// The values one after the other; each text ends with a zero.
    private var bytes: [UInt8] = []
    /// Where each value begins; -1 for NULL.
    private var starts: [Int] = []
    private var lengths: [Int32] = []
    /// 0 text, 1 binary.
    private var formats: [Int32] = []

    /// - Throws: ``DatabaseError/zeroCharacter``.
    init(_ values: [SQLValue]) throws(DatabaseError) {
        starts.reserveCapacity(values.count)
        for value in values {
            switch value {
            case .null:
                append(start: -1, length: 0, isBinary: false)
            case .integer(let number): append(text: String(number))
            case .real(let number): append(text: Self.text(number))
            case .text(let text):
                guard !text.utf8.contains(0) else { throw .zeroCharacter }
                append(text: text)
            case .blob(let blob):
                append(start: bytes.count, length: blob.count, isBinary: true)
                bytes += blob
            }
        }
        // So that a value of no bytes at the very end has an address too.
        bytes.append(0)
    }

    var count: Int32 { Int32(starts.count) }

    private mutating func append(text: String) {
        append(start: bytes.count, length: text.utf8.count, isBinary: false)
        bytes += text.utf8
        bytes.append(0)
    }

    private mutating func append(start: Int, length: Int, isBinary: Bool) {
        starts.append(start)
        lengths.append(Int32(length))
        formats.append(isBinary ? 1 : 0)
    }

    private static func text(_ number: Double) -> String {
        guard number.isFinite else {
            return number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
        }
        return "\(number)"
    }

    /// Lends addresses, lengths and formats for the length of one call.
    func withUnsafeArrays<Answer>(
        _ body: (
            UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
        ) -> Answer
    ) -> Answer {
        unsafe bytes.withUnsafeBytes { raw in
            // The addresses lie within `bytes`, which stays where it is until `body` returns.
            let base = unsafe raw.baseAddress?.assumingMemoryBound(to: CChar.self)
            let addresses = unsafe starts.map { start in
                unsafe start < 0 ? nil : base.map { unsafe $0 + start }
            }
            return unsafe addresses.withUnsafeBufferPointer { addresses in
                unsafe lengths.withUnsafeBufferPointer { lengths in
                    unsafe formats.withUnsafeBufferPointer { formats in
                        unsafe body(
                            addresses.baseAddress, lengths.baseAddress, formats.baseAddress)
                    }
                }
            }
        }
    }
}
