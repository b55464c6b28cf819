/// Reads the rows of an import. Pure.
///
/// The head names the columns: `id`, and what is to be changed. Columns that an export has
/// besides are passed over; any other is refused by name, for it may be a misspelt one. An empty
/// field changes nothing.
public struct ImportFile: Sendable {
    /// What an export has besides, and an import passes over.
    static let passedOver: Set<String> = [
        "state", "platform", "external_id", "provider", "source_category", "delivery",
        "duration_minutes", "platform_price", "overridden", "flags", "changed_at",
    ]

    /// What is wrong with a file as a whole.
    public struct Fault: Error, Sendable, Equatable {
        public let detail: String
    }

    /// One row, or what is wrong with it.
    enum Row: Equatable {
        case values(line: Int, id: String, [CourseField: String])
        case bad(line: Int, detail: String)

        var line: Int {
            switch self {
            case .values(let line, _, _), .bad(let line, _): line
            }
        }
    }

    private enum Column {
        case id
        case field(CourseField)
        case other
    }

    private var parser: CSVParser
    private let columns: [Column]
    private let names: [String]
    private var ids: [String: Int] = [:]

    /// Reads the head.
    public init(_ bytes: [UInt8]) throws(Fault) {
        parser = CSVParser(bytes)
        guard case .fields(let fields, _)? = parser.next() else {
            throw Fault(detail: "The file has no head that can be read.")
        }
        names = fields.map {
            CleanText.line(String(decoding: $0, as: UTF8.self)).lowercased()
        }
        guard Set(names).count == names.count else {
            throw Fault(detail: "The head names a column twice.")
        }
        columns = try names.map { name throws(Fault) in
            if name == "id" { return .id }
            if let field = CourseField(rawValue: name), OverrideRules.fields.contains(field) {
                return .field(field)
            }
            guard Self.passedOver.contains(name) else {
                let known = OverrideRules.fields.map(\.rawValue).joined(separator: ", ")
                throw Fault(
                    detail: "The column `\(name.prefix(60))` is unknown; what can be changed is "
                        + "\(known).")
            }
            return .other
        }
        guard names.contains("id") else { throw Fault(detail: "The head has no column `id`.") }
    }

    /// How many rows there are, if not too many.
    public static func count(_ bytes: [UInt8]) throws(Fault) -> Int {
        var file = try ImportFile(bytes)
        var count = 0
        while file.parser.next() != nil {
            count += 1
            guard count <= CourseImport.rowsMax else {
                throw Fault(detail: "The file has more than \(CourseImport.rowsMax) rows.")
            }
        }
        return count
    }

    /// The next row; nil at the end.
    mutating func next() -> Row? {
        switch parser.next() {
        case nil: return nil
        case .bad(let line, let reason): return .bad(line: line, detail: "\(reason)")
        case .fields(let fields, let line): return row(fields, line: line)
        }
    }

    private mutating func row(_ fields: [[UInt8]], line: Int) -> Row {
        guard fields.count == columns.count else {
            return .bad(
                line: line,
                detail: "\(fields.count) fields where the head has \(columns.count)")
        }
        var id = ""
        var values: [CourseField: String] = [:]
        for (index, field) in fields.enumerated() {
            guard !field.contains(0), let text = String(validating: field, as: UTF8.self) else {
                return .bad(line: line, detail: "`\(names[index])` has U+0000 or is not UTF-8")
            }
            switch columns[index] {
            case .id: id = CleanText.line(text)
            case .field(let field) where !text.isEmpty: values[field] = CSVText.read(text)
            default: break
            }
        }
        guard Identifier<Course>(id) != nil else {
            return .bad(line: line, detail: "`id` is no course's id")
        }
        if let first = ids.updateValue(line, forKey: id) {
            ids[id] = first
            return .bad(line: line, detail: "the course stands in line \(first) already")
        }
        return .values(line: line, id: id, values)
    }
}
