import Catalog

/// The run of a course that is sold, with the seat that it is sold by.
struct OpenEdXRun {
    let value: JSONValue
    let seat: OpenEdXSeat
    /// As the seat states it, in rupiah; null where it states none.
    let price: JSONValue
    private let rupiah: Int64?

    /// Of the published runs that have a seat in rupiah: the one that the platform advertises,
    /// else the first to start of those that are not over, else the last one.
    ///
    /// - Throws: ``RecordFault``; the course is gone where no such run is left.
    static func choose(
        from runs: [JSONValue], advertised: String?, now: Instant
    ) throws(RecordFault) -> OpenEdXRun {
        var isPublished = false
        var candidates: [OpenEdXRun] = []
        for run in runs {
            guard case .object = run else { throw RecordFault(reason: "a run is not an object") }
            guard run["status"]?.string?.lowercased() == "published" else { continue }
            isPublished = true
            if let candidate = try OpenEdXRun(run) { candidates.append(candidate) }
        }
        if let advertised,
            let run = candidates.first(where: { $0.value["uuid"]?.string == advertised })
        {
            return run
        }
        let open = candidates.filter { $0.end.map { now < $0 } ?? true }
        let past = Instant(milliseconds: 0)
        if let run = open.min(by: { $0.start ?? past < $1.start ?? past }) { return run }
        if let run = candidates.max(by: { $0.start ?? past < $1.start ?? past }) { return run }
        throw RecordFault(
            reason: isPublished ? "no seat is priced in rupiah" : "no run is published",
            isGone: true)
    }

    /// Nil where no seat but those for auditors is in rupiah.
    private init?(_ run: JSONValue) throws(RecordFault) {
        value = run
        let seats: [JSONValue]
        switch run["seats"] {
        case nil, .null?: return nil
        case .array(let elements)?: seats = elements
        default: throw RecordFault(reason: "seats is not a list")
        }
        var best: (mode: String, price: JSONValue, rupiah: Int64?)?
        for seat in seats {
            guard case .object(let members) = seat else {
                throw RecordFault(reason: "a seat is not an object")
            }
            guard members["currency"]?.string?.uppercased() == "IDR" else { continue }
            guard let mode = members["type"]?.string, OpenEdXSeat.isWord(mode) else {
                throw RecordFault(reason: "a seat in rupiah has no type")
            }
            guard mode.lowercased() != "audit" else { continue }
            let rupiah = try FieldReader(fields: members, isText: false)
                .rupiah("price", isRupiah: true)
            // Several: the cheapest, for that is the price of the course itself.
            if let best, (best.rupiah ?? .max) <= (rupiah ?? .max) { continue }
            best = (mode, members["price"] ?? .null, rupiah)
        }
        guard let best else { return nil }
        guard let key = run["key"]?.string, OpenEdXSeat.isRunKey(key) else {
            throw RecordFault(reason: "a run has no usable key")
        }
        seat = OpenEdXSeat(run: key, mode: best.mode)
        price = best.price
        rupiah = best.rupiah
    }

    private var start: Instant? { value["start"]?.string.flatMap { Instant($0) } }
    private var end: Instant? { value["end"]?.string.flatMap { Instant($0) } }

    /// The pace in our words; an instructor who is not live leaves it open.
    var delivery: JSONValue? {
        guard case .string(let word)? = value["pacing_type"] else { return value["pacing_type"] }
        switch word.lowercased() {
        case "self_paced", "self-paced": return .string(Delivery.selfPaced.rawValue)
        case "instructor_paced", "instructor-paced":
            return isLive ? .string(Delivery.webinar.rawValue) : nil
        default: return .string(word)
        }
    }

    /// Whether the run says that it is taught live: by a flag, or by a word about its delivery.
    private var isLive: Bool {
        if value["is_live"]?.bool == true || value["live"]?.bool == true { return true }
        return ["delivery", "delivery_mode", "type", "reporting_type"].contains { name in
            let words = value[name]?.string?.lowercased().split { !$0.isLetter } ?? []
            return words.contains("live") || words.contains("webinar")
        }
    }

    /// A live run is held once, from its start to its end: its one schedule.
    var schedules: JSONValue? {
        guard delivery == .string(Delivery.webinar.rawValue), let start = value["start"],
            start != .null
        else { return nil }
        return [["code": .string(seat.run), "start": start, "end": value["end"] ?? .null]]
    }

    /// Weeks by hours a week, the mean of least and most where both are given.
    var minutes: Int64? {
        get throws(RecordFault) {
            let fields = FieldReader(fields: members, isText: false)
            let least = try fields.wholeNumber("min_effort")
            let most = try fields.wholeNumber("max_effort")
            guard let weeks = try fields.wholeNumber("weeks_to_complete"),
                let low = least ?? most, let high = most ?? least
            else { return nil }
            let bounds = 0...OpenEdXCourse.effortMax
            guard bounds.contains(weeks), bounds.contains(low), bounds.contains(high) else {
                throw RecordFault(reason: "weeks_to_complete or the effort is out of range")
            }
            return weeks * (low + high) * 30
        }
    }

    private var members: [String: JSONValue] {
        guard case .object(let members) = value else { return [:] }
        return members
    }
}
