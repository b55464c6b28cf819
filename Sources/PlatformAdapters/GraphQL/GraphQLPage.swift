import Catalog

/// One page of a course connection (Relay cursor connections), as far as it came.
struct GraphQLPage {
    static let cursorBytesMax = 8 << 10

    private(set) var records: [SourceRecord] = []
    private(set) var rejects: [RejectedRecord] = []
    /// Something was here that we could not have and cannot name: nothing may be taken for gone.
    private(set) var isPartial = false
    /// The cursor of the next page; nil on the last.
    let next: String?
    /// How many courses there are in all, where that was asked and answered.
    let total: Int?

    /// - Parameter number: of the page, from 1; names what has no id.
    /// - Throws: `.malformed` for what is no connection.
    init(_ reply: GraphQLAnswer, number: Int) throws(PlatformFailure) {
        guard case .object(let connection)? = reply.data?["courses"] else {
            throw .malformed("the answer has no courses")
        }
        let edges: [JSONValue]
        switch connection["edges"] {
        case nil, .null?: edges = []
        case .array(let list)?: edges = list
        default: throw .malformed("courses.edges is not a list")
        }
        next = try Self.next(connection["pageInfo"], edges)
        total = reply.data?["all"]?["totalCount"]?.wholeNumber(inText: false)
            .flatMap { Int(exactly: $0) }
        let faults = sort(reply.faults, page: number)
        for (index, edge) in edges.enumerated() {
            let place = "page \(number), item \(index + 1)"
            switch edge {
            case .null: take(.null, place: place, faults[index])
            // What is no edge is no course that we could name.
            default: take(edge["node"] ?? .unreadable, place: place, faults[index])
            }
        }
    }

    private mutating func take(_ node: JSONValue, place: String, _ fault: String?) {
        var name = place
        if let id = node["id"]?.string { name = TextRules.line(id) }
        // A null without an error is a course that is not there.
        if name == place, node != .null || fault != nil { isPartial = true }
        do throws(RecordFault) {
            if let fault { throw RecordFault(reason: "could not be had: \(fault)") }
            guard node != .null else { throw RecordFault(reason: "null") }
            records.append(try GraphQLCourse.record(node, place: place))
        } catch {
            let reason = name == place ? error.reason : "\(place): \(error.reason)"
            rejects.append(RejectedRecord(record: name, reason: reason))
        }
    }

    /// Sorts errors by the item that they spoil; what spoils no single one is noted for the page.
    private mutating func sort(_ faults: [GraphQLAnswer.Fault], page: Int) -> [Int: String] {
        var byItem: [Int: String] = [:]
        for fault in faults {
            if fault.path.count >= 3, fault.path[0] == .name("courses"),
                fault.path[1] == .name("edges"), case .index(let index) = fault.path[2]
            {
                byItem[index] = byItem[index] ?? fault.message
            } else if fault.path.first != .name("all") {
                isPartial = true
                rejects.append(RejectedRecord(record: "page \(page)", reason: fault.message))
            }
        }
        return byItem
    }

    /// `endCursor`, or the last edge's cursor, which is the same by the specification.
    private static func next(
        _ info: JSONValue?, _ edges: [JSONValue]
    ) throws(PlatformFailure) -> String? {
        guard let hasNext = info?["hasNextPage"]?.bool else {
            throw .malformed("pageInfo.hasNextPage is missing")
        }
        guard hasNext else { return nil }
        let cursor = info?["endCursor"]?.string ?? edges.last?["cursor"]?.string
        guard let cursor, !cursor.isEmpty, cursor.utf8.count <= cursorBytesMax else {
            throw .malformed("there is a next page, but no usable cursor")
        }
        return cursor
    }
}
