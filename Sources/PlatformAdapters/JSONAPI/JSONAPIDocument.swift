import Catalog

/// A JSON:API 1.1 document that holds a list of resources.
struct JSONAPIDocument {
    private struct Name: Hashable {
        let type: String
        let id: String
    }

    let data: [JSONValue]
    /// The reference of the next page, absolute or relative; nil on the last page.
    let next: String?
    private let included: [Name: JSONValue]

    init(_ bytes: [UInt8]) throws(PlatformFailure) {
        let value: JSONValue
        do throws(JSONFault) {
            value = try JSON.decode(JSONValue.self, from: bytes)
        } catch {
            throw .malformed("the page is \(error.problem)")
        }
        guard case .array(let data)? = value["data"] else {
            throw .malformed("the page has no list `data`")
        }
        self.data = data
        next = try Self.next(value["links"]?["next"])
        var included: [Name: JSONValue] = [:]
        if case .array(let resources)? = value["included"] {
            for resource in resources {
                if let name = Self.name(of: resource) { included[name] = resource }
            }
        }
        self.included = included
    }

    /// The course records of the page; those that are no course are left without an id.
    func records(page: Int) -> [SourceRecord] {
        data.enumerated().map { index, resource in
            let place = "page \(page), item \(index + 1)"
            guard resource["type"] == .string("courses") else {
                return SourceRecord(id: nil, place: place, fields: [:], isText: false)
            }
            var fields: [String: JSONValue] = [:]
            if case .object(let attributes)? = resource["attributes"] { fields = attributes }
            for relation in ["provider", "category"] {
                guard let link = resource["relationships"]?[relation] else { continue }
                fields[relation] = related(link["data"] ?? .null)
            }
            return SourceRecord(
                id: resource["id"], place: place, fields: fields, isText: false)
        }
    }

    /// The name of the resource that a relationship points to; null where it is not included.
    private func related(_ linkage: JSONValue) -> JSONValue {
        if linkage == .null { return .null }
        guard let name = Self.name(of: linkage) else { return .unreadable }
        let attributes = included[name]?["attributes"]
        return attributes?["name"] ?? attributes?["title"] ?? .null
    }

    private static func name(of resource: JSONValue) -> Name? {
        guard case .string(let type)? = resource["type"], case .string(let id)? = resource["id"]
        else { return nil }
        return Name(type: type, id: id)
    }

    /// A link is a string, an object with `href`, or null (JSON:API section 5.5).
    private static func next(_ link: JSONValue?) throws(PlatformFailure) -> String? {
        switch link {
        // An empty one would lead to the page itself.
        case nil, .null?, ""?: return nil
        case .string(let reference)?: return reference
        case .object(let members)?:
            if case .string(let reference)? = members["href"] {
                return reference.isEmpty ? nil : reference
            }
            throw .malformed("links.next has no href")
        default: throw .malformed("links.next is not a link")
        }
    }
}
