import Catalog

/// Reads a `Course` of the dialect's schema.
enum GraphQLCourse {
    static func record(
        _ node: JSONValue, place: String
    ) throws(RecordFault) -> SourceRecord {
        guard case .object(let members) = node else {
            throw RecordFault(reason: "the node is not an object")
        }
        var fields: [String: JSONValue] = [:]
        for name in ["title", "description", "language", "skills", "url"] {
            fields[name] = members[name]
        }
        fields["image_url"] = members["imageUrl"]
        fields["duration_minutes"] = members["durationMinutes"]
        fields["updated_at"] = members["updatedAt"]
        for name in ["delivery", "level"] {
            fields[name] = members[name].map { value in
                value.string.map { .string(VocabularyWord.plain($0)) } ?? value
            }
        }
        for name in ["provider", "category"] {
            if let object = try object(members[name], name) { fields[name] = object["name"] }
        }
        if let price = try object(members["price"], "price") {
            guard let amount = price["amount"], amount != .null else {
                throw RecordFault(reason: "price has no amount")
            }
            fields["price"] = amount
            fields["currency"] = price["currencyCode"]
        }
        fields["schedules"] = schedules(members["schedules"])
        return SourceRecord(id: members["id"], place: place, fields: fields, isText: false)
    }

    /// The same schedules under the names that ``ScheduleReader`` knows.
    private static func schedules(_ value: JSONValue?) -> JSONValue? {
        guard case .array(let elements)? = value else { return value }
        return .array(
            elements.map { element in
                guard case .object(let members) = element else { return element }
                var fields: [String: JSONValue] = [:]
                fields["code"] = members["code"]
                fields["start"] = members["startsAt"]
                fields["end"] = members["endsAt"]
                fields["seats"] = members["seats"]
                return .object(fields)
            })
    }

    private static func object(
        _ value: JSONValue?, _ name: String
    ) throws(RecordFault) -> [String: JSONValue]? {
        switch value {
        case nil, .null?: return nil
        case .object(let members)?: return members
        default: throw RecordFault(reason: "\(name) is not an object")
        }
    }
}
