import Catalog

/// A course of course-discovery, read into the fields that all dialects share.
struct OpenEdXCourse {
    /// Runs of a course that are looked at.
    static let runsMax = 1_000
    /// Weeks, and hours a week, beyond which a number is a mistake.
    static let effortMax: Int64 = 10_000

    let value: JSONValue
    /// Runs that are over are taken last.
    let now: Instant

    func record(place: String) -> SourceRecord {
        var record = SourceRecord(id: value["key"], place: place, fields: [:], isText: false)
        do throws(RecordFault) {
            let run = try OpenEdXRun.choose(
                from: try runs(), advertised: value["advertised_course_run_uuid"]?.string,
                now: now)
            record.fields = try fields(run)
            record.enrolmentKey = run.seat.text
        } catch {
            record.fault = error
        }
        return record
    }

    private func runs() throws(RecordFault) -> [JSONValue] {
        switch value["course_runs"] {
        case nil, .null?: return []
        case .array(let runs)?:
            guard runs.count <= Self.runsMax else {
                throw RecordFault(reason: "more than \(Self.runsMax) runs")
            }
            return runs
        default: throw RecordFault(reason: "course_runs is not a list")
        }
    }

    private func fields(_ run: OpenEdXRun) throws(RecordFault) -> [String: JSONValue] {
        var fields: [String: JSONValue] = [:]
        fields["title"] = value["title"]
        fields["description"] = first(value["full_description"], value["short_description"])
        fields["provider"] = Self.name(value["owners"])
        fields["category"] = Self.name(value["subjects"])
        fields["price"] = run.price
        fields["currency"] = "IDR"
        fields["delivery"] = run.delivery
        fields["level"] = level
        fields["language"] = run.value["content_language"]
        fields["duration_minutes"] = try run.minutes.map { .integer($0) }
        fields["skills"] = skills
        fields["url"] = first(run.value["marketing_url"], value["marketing_url"])
        fields["image_url"] = first(Self.source(value["image"]), Self.source(run.value["image"]))
        fields["updated_at"] = value["modified"]
        fields["schedules"] = run.schedules
        return fields
    }

    /// The words of Open edX in ours; others stay and are noted as unknown.
    private var level: JSONValue? {
        guard case .string(let word)? = value["level_type"] else { return value["level_type"] }
        switch TextRules.line(word).lowercased() {
        case "introductory", "beginner": return "beginner"
        case "intermediate": return "intermediate"
        case "advanced": return "advanced"
        default: return .string(word)
        }
    }

    private var skills: JSONValue? {
        if let names = value["skill_names"], names != .null { return names }
        guard case .array(let skills)? = value["skills"] else { return nil }
        return .array(skills.compactMap { $0["name"] })
    }

    /// The name of the first of a list that has one.
    private static func name(_ list: JSONValue?) -> JSONValue? {
        guard let list, list != .null else { return nil }
        guard case .array(let elements) = list else { return .unreadable }
        for element in elements {
            guard case .object(let members) = element else { return .unreadable }
            if let name = members["name"], !isBlank(name) { return name }
        }
        return nil
    }

    private static func source(_ image: JSONValue?) -> JSONValue? {
        guard case .object(let members)? = image else { return image }
        return members["src"]
    }

    private func first(_ choice: JSONValue?, _ other: JSONValue?) -> JSONValue? {
        choice.map(Self.isBlank) ?? true ? other : choice
    }

    private static func isBlank(_ value: JSONValue) -> Bool {
        switch value {
        case .null: return true
        case .string(let text): return text.allSatisfy(\.isWhitespace)
        default: return false
        }
    }
}
