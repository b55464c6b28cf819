import Catalog

/// The course feed of the dialect, read row by row.
struct CSVFeed {
    /// Columns that decide what may be sold: a feed without one of them is not taken.
    static let columnsRequired = ["id", "title", "price", "currency"]
    static let columnsKnown: Set<String> = [
        "id", "title", "description", "provider", "category", "price", "currency", "delivery",
        "level", "language", "duration_minutes", "skills", "url", "image_url", "updated_at",
    ]
    /// Beyond it, the feed is something else than CSV.
    static let badRowsMax = 10_000

    private var parser: CSVParser
    private let columns: [String]
    private var badRows = 0

    /// Reads the header row.
    init(_ bytes: [UInt8]) throws(PlatformFailure) {
        parser = CSVParser(bytes)
        guard case .fields(let names, _)? = parser.next() else {
            throw .malformed("the feed has no header row")
        }
        columns = names.map {
            TextRules.line(String(decoding: $0, as: UTF8.self)).lowercased()
        }
        let missing = Self.columnsRequired.filter { !columns.contains($0) }
        guard missing.isEmpty else {
            throw .malformed("the feed has no column \(missing.joined(separator: ", "))")
        }
        for name in Self.columnsKnown where columns.count(where: { $0 == name }) > 1 {
            throw .malformed("the feed has the column \(name) twice")
        }
    }

    /// The next records, at most `count`, and the rows that are none; nil at the end.
    mutating func next(
        _ count: Int
    ) throws(PlatformFailure) -> (records: [SourceRecord], bad: [RejectedRecord])? {
        var records: [SourceRecord] = []
        var bad: [RejectedRecord] = []
        while records.count + bad.count < count, let row = parser.next() {
            switch row {
            case .bad(let line, let reason):
                bad.append(RejectedRecord(record: "line \(line)", reason: reason))
            case .fields(let fields, let line):
                do throws(RecordFault) {
                    records.append(try record(fields, line: line))
                } catch {
                    bad.append(RejectedRecord(record: "line \(line)", reason: error.reason))
                }
            }
        }
        badRows += bad.count
        guard badRows <= Self.badRowsMax else {
            throw .malformed("more than \(Self.badRowsMax) bad rows")
        }
        return records.isEmpty && bad.isEmpty ? nil : (records, bad)
    }

    private func record(_ fields: [[UInt8]], line: Int) throws(RecordFault) -> SourceRecord {
        guard fields.count == columns.count else {
            throw RecordFault(
                reason: "\(fields.count) fields where the header has \(columns.count)")
        }
        var values: [String: JSONValue] = [:]
        for (column, field) in zip(columns, fields) where Self.columnsKnown.contains(column) {
            guard let text = String(validating: field, as: UTF8.self) else {
                throw RecordFault(reason: "\(column) is not UTF-8")
            }
            values[column] = .string(text)
        }
        if case .string(let skills)? = values["skills"] {
            values["skills"] = .array(skills.split(separator: "|").map { .string(String($0)) })
        }
        return SourceRecord(
            id: values.removeValue(forKey: "id"), place: "line \(line)", fields: values,
            isText: true)
    }
}
