import Catalog

/// The static course list of the programme, read record by record.
struct PrakerjaFeed {
    /// Of some record we do not know which it was.
    private(set) var isPartial = false
    private var reader: JSONArrayReader
    private var count = 0
    private var objects = 0

    init(_ bytes: [UInt8]) throws(PlatformFailure) {
        reader = try JSONArrayReader(bytes)
    }

    /// The next records, at most `max`; none at the end.
    /// - Throws: `.malformed` for what is no array, and for one in which nothing is a record.
    mutating func next(_ max: Int) throws(PlatformFailure) -> [SourceRecord] {
        var records: [SourceRecord] = []
        while records.count < max, let element = try reader.next() {
            count += 1
            records.append(record(element, place: "item \(count)"))
        }
        if records.isEmpty, count > 0, objects == 0 {
            throw .malformed("nothing in the list is a record")
        }
        return records
    }

    private mutating func record(_ element: [UInt8], place: String) -> SourceRecord {
        var record = SourceRecord(id: nil, place: place, fields: [:], isText: false)
        do throws(RecordFault) {
            let value: JSONValue
            do throws(JSONFault) {
                value = try JSON.decode(JSONValue.self, from: element)
            } catch {
                throw RecordFault(reason: "the record is \(error.problem)")
            }
            guard case .object(let members) = value else {
                throw RecordFault(reason: "the record is not an object")
            }
            objects += 1
            record.id = members["course_code"]
            var note: String?
            record.fields = try Self.fields(members, &note)
            if let note { record.notes = [note] }
        } catch {
            record.fault = error
        }
        if record.id?.string == nil { isPartial = true }
        return record
    }

    /// - Parameter note: gets the words of a duration that cannot be read.
    private static func fields(
        _ members: [String: JSONValue], _ note: inout String?
    ) throws(RecordFault) -> [String: JSONValue] {
        var fields: [String: JSONValue] = ["currency": "IDR"]
        let names = [
            "title": "course_title", "description": "course_description", "provider": "lp_name",
            "category": "course_category", "url": "course_url", "image_url": "course_image",
        ]
        for (ours, theirs) in names { fields[ours] = members[theirs] }
        fields["price"] = try price(members["course_price"])
        fields["delivery"] = members["course_type"].map { value in
            value.string.map { .string(VocabularyWord.plain($0)) } ?? value
        }
        fields["duration_minutes"] = try duration(members["duration"], &note)
        fields["schedules"] = schedules(members["schedules"])
        return fields
    }

    private static func price(_ value: JSONValue?) throws(RecordFault) -> JSONValue? {
        guard case .string(let text)? = value else { return value }
        if TextRules.line(text).isEmpty { return nil }
        guard let rupiah = RupiahText.rupiah(text) else {
            throw RecordFault(reason: RecordReader.note("course_price is not an amount", text))
        }
        return .integer(rupiah)
    }

    private static func duration(
        _ value: JSONValue?, _ note: inout String?
    ) throws(RecordFault) -> JSONValue? {
        switch value {
        case nil, .null?: return nil
        case .string(let text)?:
            if TextRules.line(text).isEmpty { return nil }
            if let minutes = DurationText.minutes(text) { return .integer(Int64(minutes)) }
            note = RecordReader.note("duration", text)
            return nil
        case .integer(let number)?:
            // Nobody says of what.
            note = RecordReader.note("duration", "\(number) without a unit")
            return nil
        default: throw RecordFault(reason: "duration is not text")
        }
    }

    /// A quota that somebody wrote as text.
    private static func seats(_ quota: JSONValue) -> JSONValue {
        quota.wholeNumber(inText: true).map { .integer($0) } ?? quota
    }

    /// The same schedules under the names that ``ScheduleReader`` knows.
    private static func schedules(_ value: JSONValue?) -> JSONValue? {
        guard case .array(let elements)? = value else { return value }
        return .array(
            elements.map { element in
                guard case .object(let members) = element else { return element }
                var fields: [String: JSONValue] = [:]
                fields["code"] = members["schedule_code"]
                fields["seats"] = members["quota"].map(seats)
                for name in ["start", "end"] {
                    fields[name] = members[name].map { value in
                        value.string.map { .string(JakartaTime.completed($0)) } ?? value
                    }
                }
                return .object(fields)
            })
    }
}
