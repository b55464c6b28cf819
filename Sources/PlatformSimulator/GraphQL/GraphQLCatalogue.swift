import Catalog

/// The course connection of a simulated platform (Relay cursor connections). Its cursors hold
/// quotation marks and backslashes, and its pages are shorter than what is asked for.
struct GraphQLCatalogue: Sendable {
    static let pageSizeMax = 40

    let shelf: CourseShelf

    func connection(
        _ arguments: [String: JSONValue]
    ) throws(GraphQLRequestFault) -> JSONValue {
        var courses = shelf.courses[...]
        if let text = arguments["updatedSince"]?.string {
            guard let since = Instant(text) else {
                throw GraphQLRequestFault(message: "updatedSince is not a DateTime.")
            }
            courses = courses.filter { $0.updatedAt >= since }[...]
        }
        let total = courses.count
        let whole = (first: courses.first?.id, last: courses.last?.id)
        if let after = try place(arguments["after"]) {
            courses = courses.drop { $0.id <= after }
        }
        if let before = try place(arguments["before"]) {
            courses = courses.prefix { $0.id < before }
        }
        let size = try size(arguments["first"]) ?? (arguments["last"] == nil ? .max : nil)
        if let size { courses = courses.prefix(min(size, Self.pageSizeMax)) }
        if let size = try self.size(arguments["last"]) {
            courses = courses.suffix(min(size, Self.pageSizeMax))
        }
        let edges = courses.map { course -> JSONValue in
            [
                "__typename": "CourseEdge", "cursor": .string(Self.cursor(course.id)),
                "node": self.course(course),
            ]
        }
        return [
            "__typename": "CourseConnection", "edges": .array(edges),
            "totalCount": .integer(Int64(total)),
            "pageInfo": [
                "__typename": "PageInfo",
                "hasNextPage": .bool(courses.last.map { $0.id != whole.last } ?? false),
                "hasPreviousPage": .bool(courses.first.map { $0.id != whole.first } ?? false),
                "startCursor": JSONValue(courses.first.map { Self.cursor($0.id) }),
                "endCursor": JSONValue(courses.last.map { Self.cursor($0.id) }),
            ],
        ]
    }

    func course(_ course: SeedCourse) -> JSONValue {
        let isRupiah = course.currency == "IDR"
        let money = course.price.map { price -> JSONValue in
            [
                "__typename": "Money", "amount": .string("\(price).00"),
                "currencyCode": .string(course.currency),
            ]
        }
        let schedules = shelf.sessions(of: course.id).map { session -> JSONValue in
            [
                "__typename": "Schedule", "code": .string(session.code),
                "startsAt": .string(session.startsAt.description),
                "endsAt": .string(session.endsAt.description), "seats": JSONValue(session.seats),
            ]
        }
        return [
            "__typename": "Course", "id": .string(course.id), "title": .string(course.title),
            "description": .string(course.description),
            "provider": Self.named("Provider", course.provider),
            "category": Self.named("Category", course.category),
            "price": isRupiah ? money ?? .null : .null,
            "otherPrices": .array(isRupiah ? [] : [money].compactMap { $0 }),
            "delivery": .string(course.delivery),
            "level": JSONValue(course.level?.uppercased()), "language": .string(course.language),
            "durationMinutes": JSONValue(course.durationMinutes),
            "skills": .array(course.skills.map(JSONValue.string)), "url": .string(course.url),
            "imageUrl": .string(course.imageURL), "schedules": .array(schedules),
            "updatedAt": .string(course.updatedAt.description),
        ]
    }

    private static func named(_ type: String, _ name: String) -> JSONValue {
        ["__typename": .string(type), "id": .string(type + ":" + name), "name": .string(name)]
    }

    private static func cursor(_ id: String) -> String { "\"\(id)\"\\" }

    private func place(_ cursor: JSONValue?) throws(GraphQLRequestFault) -> String? {
        guard let cursor, cursor != .null else { return nil }
        guard let text = cursor.string, text.count > 3,
            text == Self.cursor(String(text.dropFirst().dropLast(2)))
        else { throw GraphQLRequestFault(message: "The cursor is not one of ours.") }
        return String(text.dropFirst().dropLast(2))
    }

    private func size(_ value: JSONValue?) throws(GraphQLRequestFault) -> Int? {
        guard let value, value != .null else { return nil }
        guard case .integer(let number) = value, number >= 0 else {
            throw GraphQLRequestFault(message: "A page's size must be a whole number.")
        }
        return Int(number)
    }
}
