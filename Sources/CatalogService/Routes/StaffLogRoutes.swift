import Catalog
import HTTPServer

/// Who did what: for operators and auditors.
struct StaffLogRoutes {
    static let readers: Set<Staff.Role> = [.operator, .auditor]
    static let parameters: Set<String> = ["person", "action", "subject", "since", "until"]

    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", "/v1/staff/log", .noBody, list)
    }

    private struct Page: Encodable {
        let items: [Item]
        let next_cursor: String?
    }

    private struct Item: Encodable {
        let id: Identifier<StaffLogEntry>
        let at: Instant
        let person: Person?
        let action: String
        let subject: String
        let detail: String

        init(_ entry: StaffLogEntry) {
            id = entry.id
            at = entry.at
            person = entry.staffID.map { Person(id: $0, name: entry.staffName ?? "") }
            action = entry.action
            subject = entry.subject
            detail = entry.detail
        }
    }

    private struct Person: Encodable {
        let id: Identifier<Staff>
        let name: String
    }

    @Sendable private func list(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let page = try PageParameters<StaffLogEntry>(request, besides: Self.parameters)
        let filter = try Self.filter(request)
        let clock = context.clock
        return context.read(for: request) { database in
            _ = try token.staff(in: database, roles: Self.readers, now: clock.now())
            return try StaffLogStore(database).entries(
                filter, before: page.cursor, limit: page.limit + 1)
        } answer: { rows in
            let (items, next) = page.cut(rows, id: \.id)
            return .json(Page(items: items.map(Item.init), next_cursor: next))
        }
    }

    /// - Throws: 400 naming the parameter that is wrong.
    static func filter(_ request: HTTPRequest) throws(Problem) -> StaffLogStore.Filter {
        var filter = StaffLogStore.Filter()
        if let text = request.parameter("person") {
            guard let id = Identifier<Staff>(text) else {
                throw .parameter("person", "is no id of the staff")
            }
            filter.staffID = id
        }
        filter.action = request.parameter("action")
        filter.subject = request.parameter("subject")
        for text in [filter.action, filter.subject] {
            guard let text, text.count > StaffLogStore.wordCharactersMax else { continue }
            throw .parameter("action", "or subject has too many characters")
        }
        filter.since = try request.moment("since")
        filter.until = try request.moment("until")
        return filter
    }
}

extension HTTPRequest {
    /// A parameter's value; nil where it is missing or empty, as a form sends what was left open.
    func parameter(_ name: String) -> String? {
        query.first { $0.name == name && !$0.value.isEmpty }?.value
    }

    /// - Throws: 400 for what is no time, and no day.
    func moment(_ name: String) throws(Problem) -> Instant? {
        guard let text = parameter(name) else { return nil }
        // A day alone, as a date field sends it, begins in western time.
        guard let instant = Instant(text) ?? Instant(text + "T00:00:00+07:00") else {
            throw .parameter(name, "is neither 2026-03-01 nor 2026-03-01T09:00:00Z")
        }
        return instant
    }

    /// One of the values of an enumeration.
    /// - Throws: 400 for another one, with those that there are.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String
    ) throws(Problem) -> Choice? where Choice.RawValue == String {
        guard let text = parameter(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw .parameter(name, "is none of \(known)")
        }
        return choice
    }
}
