import Catalog

/// A course of `core_course_get_courses_by_field`, read into the fields that all dialects share.
struct MoodleCourse {
    /// The course that holds the site's front page.
    static let siteCourse = "1"
    /// 9999-12-31: what lies behind it is no time.
    static let secondsMax: Int64 = 253_402_300_799
    /// Characters of a name or a field that are looked at.
    static let textMax = 10_000

    let value: JSONValue
    let customFields: [String: String]
    let base: HTTPAddress

    /// False for the front page and for courses that are hidden from learners.
    var isOffered: Bool {
        if id == .string(Self.siteCourse) || value["format"] == "site" { return false }
        switch value["visible"] {
        case .bool(false)?, .integer(0)?, .string("0")?: return false
        default: return true
        }
    }

    private var id: JSONValue? {
        switch value["id"] {
        case .integer(let number)?: return .string(String(number))
        case .string(let text)? where !MoodleID.isSound(text): return .unreadable
        default: return value["id"]
        }
    }

    func record(place: String) -> SourceRecord {
        var record = SourceRecord(id: id, place: place, fields: [:], isText: false)
        do throws(RecordFault) {
            record.fields = try fields(&record.notes)
        } catch {
            record.fault = error
        }
        return record
    }

    private func fields(_ notes: inout [String]) throws(RecordFault) -> [String: JSONValue] {
        var fields: [String: JSONValue] = [:]
        let full = plain(value["fullname"])
        fields["title"] = full == nil || full == "" ? plain(value["displayname"]) : full
        fields["description"] = value["summary"]
        fields["category"] = plain(value["categoryname"])
        fields["provider"] = plain(custom("provider"))
        if let price = try price() {
            fields["price"] = price
            fields["currency"] = "IDR"
        }
        fields["duration_minutes"] = duration(&notes)
        let delivery = delivery
        fields["delivery"] = delivery
        fields["language"] = value["lang"]
        if case .string(let id)? = id {
            fields["url"] = .string(base.below(["course", "view.php"], query: [("id", id)]).text)
        }
        fields["image_url"] = image
        fields["updated_at"] = try time("timemodified")
        if delivery == "webinar" || delivery == "offline" { fields["schedules"] = try dates() }
        return fields
    }

    /// The value of the custom field that the configuration names for this.
    private func custom(_ purpose: String) -> JSONValue? {
        guard let name = customFields[purpose] else { return nil }
        guard case .array(let fields)? = value["customfields"] else {
            return value["customfields"] == nil || value["customfields"] == .null
                ? nil : .unreadable
        }
        return fields.first { $0["shortname"] == .string(name) }?["value"]
    }

    /// An amount in whole rupiah.
    private func price() throws(RecordFault) -> JSONValue? {
        switch plain(custom("price")) {
        case nil, .null?, ""?: return nil
        case .string(let text)?:
            guard let rupiah = MoodlePrice.rupiah(text) else {
                throw RecordFault(reason: "price is not an amount in rupiah: \(text.prefix(40))")
            }
            return .integer(rupiah)
        case let other?: return other
        }
    }

    /// Minutes; what a person wrote in another way is noted.
    private func duration(_ notes: inout [String]) -> JSONValue? {
        let written = plain(custom("duration"))
        guard case .string(let text)? = written, !text.isEmpty else {
            return written == "" ? nil : written
        }
        let number = text.prefix { $0.isASCII && $0.isNumber }
        let rest = text.dropFirst(number.count).trimmingPrefix(" ").lowercased()
        let isWhole =
            rest.hasPrefix(".") && rest.count > 1 && rest.dropFirst().allSatisfy { $0 == "0" }
        let isMinutes = ["", "menit", "min", "minutes", "minute"].contains(rest)
        guard isWhole || isMinutes, number.count <= 9, let minutes = Int64(number) else {
            notes.append(RecordReader.note("duration", text))
            return nil
        }
        return .integer(minutes)
    }

    private var delivery: JSONValue? {
        let written = plain(custom("delivery"))
        guard case .string(let text)? = written else { return written }
        return .string(
            text.lowercased().replacing(" ", with: "-").replacing("_", with: "-"))
    }

    /// Generated patterns come as `data:`, and files below `webservice/` want a token: neither is
    /// for a buyer's page.
    private var image: JSONValue? {
        guard case .string(let text)? = value["courseimage"] else { return value["courseimage"] }
        return text.hasPrefix("data:") || text.contains("/webservice/pluginfile.php/")
            ? nil : .string(text)
    }

    /// A course that is held on a date is held from its start to its end: its one schedule.
    private func dates() throws(RecordFault) -> JSONValue? {
        guard let start = try time("startdate") else { return nil }
        return [["code": "1", "start": start, "end": try time("enddate") ?? .null]]
    }

    /// Seconds since 1970, as the text that all dialects share; 0 says nothing.
    private func time(_ name: String) throws(RecordFault) -> JSONValue? {
        let seconds = try FieldReader(fields: [name: value[name] ?? .null], isText: true)
            .wholeNumber(name)
        guard let seconds, seconds != 0 else { return nil }
        guard (0...Self.secondsMax).contains(seconds) else {
            throw RecordFault(reason: "\(name) is not a time")
        }
        return .string(Instant(milliseconds: seconds * 1000).description)
    }

    /// A name or a field's value without its markup: Moodle sends them as HTML.
    private func plain(_ value: JSONValue?) -> JSONValue? {
        guard case .string(let whole)? = value else { return value }
        // Far longer than any that is taken.
        let text = whole.utf8.count > Self.textMax ? String(whole.prefix(Self.textMax)) : whole
        let bare = text.contains("<") ? text.replacing(/<[^<>]{0,1000}>/, with: " ") : text
        return .string(TextRules.line(HTMLEntities.decode(bare)))
    }
}

/// The numbers by which Moodle names courses and users.
enum MoodleID {
    static func isSound(_ text: String) -> Bool { read(text) != nil }

    static func read(_ text: some StringProtocol) -> Int64? {
        guard let number = Int64(text), number > 0, String(number) == text else { return nil }
        return number
    }
}
