import Catalog

/// Reads a record's schedules. Seats and dates decide what is sold, so whatever is wrong in one
/// of them rejects the record.
enum ScheduleReader {
    static func schedules(
        _ value: JSONValue?, _ notes: inout [String]
    ) throws(RecordFault) -> [ListedSchedule] {
        guard let value, value != .null else { return [] }
        guard case .array(let elements) = value else {
            throw RecordFault(reason: "schedules is not a list")
        }
        guard elements.count <= RecordReader.schedulesMax else {
            throw RecordFault(reason: "more than \(RecordReader.schedulesMax) schedules")
        }
        var schedules: [ListedSchedule] = []
        var codes: Set<String> = []
        for element in elements {
            guard case .object(let members) = element else {
                throw RecordFault(reason: "a schedule is not an object")
            }
            let schedule = try schedule(FieldReader(fields: members, isText: false), &notes)
            guard codes.insert(schedule.code).inserted else {
                throw RecordFault(reason: "two schedules have the code \(schedule.code)")
            }
            schedules.append(schedule)
        }
        return schedules
    }

    private static func schedule(
        _ fields: FieldReader, _ notes: inout [String]
    ) throws(RecordFault) -> ListedSchedule {
        guard let code = try fields.line("code", max: RecordReader.nameCharactersMax) else {
            throw RecordFault(reason: "a schedule has no code")
        }
        guard let start = try instant(fields, "start") else {
            throw RecordFault(reason: "the schedule \(code) has no start")
        }
        let end = try instant(fields, "end")
        if let end, end < start {
            throw RecordFault(reason: "the schedule \(code) ends before it starts")
        }
        let seats = try fields.wholeNumber("seats")
        if let seats, !(0...1_000_000).contains(seats) {
            throw RecordFault(reason: "the seats of schedule \(code) are out of range")
        }
        var regency = try fields.text("regency")
        if let written = regency, !isRegency(written) {
            notes.append(RecordReader.note("regency", written))
            regency = nil
        }
        return ListedSchedule(
            code: code, startsAt: start, endsAt: end, seats: seats.map { Int($0) },
            regency: regency)
    }

    private static func instant(
        _ fields: FieldReader, _ name: String
    ) throws(RecordFault) -> Instant? {
        guard let text = try fields.text(name) else { return nil }
        guard let instant = Instant(text) else {
            throw RecordFault(reason: "\(name) is not a time: \(text.prefix(40))")
        }
        return instant
    }

    /// A Kemendagri code such as `31.74`.
    private static func isRegency(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ".") else { return false }
        return [0, 1, 3, 4].allSatisfy { (0x30...0x39).contains(bytes[$0]) }
    }
}
