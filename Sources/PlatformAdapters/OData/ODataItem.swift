import Catalog
import Foundation

/// One element of the course collection: a course, or the word that one is gone.
enum ODataItem {
    case course(SourceRecord)
    /// Deleted, no longer in the result, or inactive.
    case removal(id: String)
    /// About a relationship, which is nothing to us.
    case other

    private static let entitySet = "learningContents"

    /// - Parameter place: names the element where it has no id.
    init(_ item: JSONValue, place: String) {
        guard case .object(let members) = item else {
            self = .course(SourceRecord(id: nil, place: place, fields: [:], isText: false))
            return
        }
        let context = ODataAnnotation.value("context", in: item)?.string ?? ""
        if context.hasSuffix("/$link") || context.hasSuffix("/$deletedLink") {
            self = .other
            return
        }
        if Self.isRemoval(item, members, context: context) {
            let name =
                members["id"]?.string ?? ODataAnnotation.value("id", in: item)?.string
            self =
                name.map { .removal(id: Self.key($0)) }
                ?? .course(SourceRecord(id: nil, place: place, fields: [:], isText: false))
            return
        }
        if members["isActive"] == .bool(false), let id = members["id"]?.string {
            self = .removal(id: id)
            return
        }
        self = .course(Self.record(members, place: place))
    }

    /// 4.01 has `@removed`; 4.0 has the context `…/$deletedEntity` and `reason` beside `id`.
    private static func isRemoval(
        _ item: JSONValue, _ members: [String: JSONValue], context: String
    ) -> Bool {
        if let removed = ODataAnnotation.value("removed", in: item), removed != .null {
            return true
        }
        if context.hasSuffix("/$deletedEntity") { return true }
        let own = members.keys.filter { !$0.hasPrefix("@") }
        return members["reason"] != nil && Set(own).isSubset(of: ["id", "reason"])
    }

    /// The key in an entity-id: `https://x/learningContents('a')`, `learningContents(a)`,
    /// `learningContents/a`; anything else is the key itself.
    static func key(_ entityID: String) -> String {
        guard let set = entityID.range(of: entitySet, options: .backwards),
            set.lowerBound == entityID.startIndex
                || entityID[entityID.index(before: set.lowerBound)] == "/"
        else { return entityID }
        let rest = entityID[set.upperBound...]
        if rest.hasPrefix("/") { return decoded(rest.dropFirst()) }
        guard rest.hasPrefix("("), rest.hasSuffix(")") else { return entityID }
        var inside = decoded(rest.dropFirst().dropLast())
        if inside.hasPrefix("id=") { inside = String(inside.dropFirst(3)) }
        guard inside.count >= 2, inside.hasPrefix("'"), inside.hasSuffix("'") else {
            return inside
        }
        return String(inside.dropFirst().dropLast()).replacing("''", with: "'")
    }

    private static func decoded(_ text: Substring) -> String {
        text.removingPercentEncoding ?? String(text)
    }

    private static func record(
        _ members: [String: JSONValue], place: String
    ) -> SourceRecord {
        var fields: [String: JSONValue] = [:]
        for (name, ours) in names { fields[ours] = members[name] }
        var record = SourceRecord(
            id: members["id"], place: place, fields: fields, isText: false)
        if case .string(let time)? = members["lastModifiedDateTime"],
            let completed = ODataTime.completed(time)
        {
            record.fields["updated_at"] = .string(completed)
        }
        if let active = members["isActive"], active != .null, active.bool == nil {
            record.fault = RecordFault(reason: "isActive is not true or false")
        }
        if case .string(let text)? = members["duration"], !text.isEmpty {
            if let minutes = ISODuration.minutes(text) {
                record.fields["duration_minutes"] = .integer(Int64(minutes))
            } else {
                record.notes.append(RecordReader.note("duration", text))
            }
        } else if let other = members["duration"], other != .null, other != "" {
            record.fault = RecordFault(reason: "duration is not text")
        }
        if case .string(let word)? = members["level"] {
            record.fields["level"] = .string(word.lowercased())
        }
        if case .string(let word)? = members["deliveryMode"] {
            record.fields["delivery"] = .string(delivery(word))
        }
        return record
    }

    /// Ours by theirs; duration and the vocabularies are read apart.
    private static let names = [
        "title": "title", "description": "description", "contentWebUrl": "url",
        "thumbnailWebUrl": "image_url", "languageTag": "language", "skillTags": "skills",
        "sourceName": "provider", "category": "category", "level": "level",
        "deliveryMode": "delivery", "price": "price", "priceCurrency": "currency",
        "lastModifiedDateTime": "updated_at",
    ]

    /// Enumerations are written `selfPaced` in OData.
    private static func delivery(_ word: String) -> String {
        let letters = word.lowercased().filter(\.isLetter)
        return Delivery.allCases.first { $0.rawValue.filter(\.isLetter) == letters }?.rawValue
            ?? word
    }
}
