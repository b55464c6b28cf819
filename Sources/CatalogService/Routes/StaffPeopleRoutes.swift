import Catalog
import HTTPServer

/// Who works here, and in which role: for operators; auditors look.
struct StaffPeopleRoutes {
    static let readers: Set<Staff.Role> = [.operator, .auditor]
    static let writers: Set<Staff.Role> = [.operator]

    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", "/v1/staff/people", .noBody, list)
        router.on("POST", "/v1/staff/people", .json, add)
        router.on("GET", "/v1/staff/people/{id}", .noBody, read)
        router.on("PUT", "/v1/staff/people/{id}", .json, change)
        router.on("POST", "/v1/staff/people/{id}/invitation", .noBody, invite)
    }

    private struct Page: Encodable {
        let items: [StaffRecordView]
        let next_cursor: String?
    }

    @Sendable private func list(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let page = try PageParameters<Staff>(request, besides: ["role", "state"])
        let filter = try Self.filter(request)
        let clock = context.clock
        return context.read(for: request) { database in
            _ = try token.staff(in: database, roles: Self.readers, now: clock.now())
            return try StaffStore(database).people(
                filter, before: page.cursor, limit: page.limit + 1)
        } answer: { rows in
            let (items, next) = page.cut(rows, id: \.staff.id)
            return .json(Page(items: items.map(StaffRecordView.init), next_cursor: next))
        }
    }

    /// - Throws: 400 for a role or state that is none.
    static func filter(_ request: HTTPRequest) throws(Problem) -> StaffStore.Filter {
        StaffStore.Filter(
            role: try request.choice("role"), state: try request.choice("state"))
    }

    private struct NewPerson: RequestBody {
        static let members: Set = ["email", "name", "role", "platform"]
        let email: String
        let name: String
        let role: Staff.Role
        let platform: String?
    }

    private struct Invited: Encodable {
        let person: StaffView
        let invitation: InvitationView
    }

    @Sendable private func add(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let body = try request.decoded(NewPerson.self)
        let input = StaffInput(
            email: body.email, name: body.name, role: body.role, platform: body.platform,
            platforms: context.platforms)
        let context = context
        return context.write(for: request) { database in
            let now = context.clock.now()
            let actor = try token.staff(in: database, roles: Self.writers, now: now)
            let staff = try input.staff(id: Identifier(at: now))
            return (staff, try StaffPeople(database, now: now).add(staff, by: actor.id))
        } answer: { staff, invitation in
            .json(
                Invited(
                    person: StaffView(staff), invitation: InvitationView(invitation, context)),
                status: 201)
        }
    }

    @Sendable private func read(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        try request.checkParameters(known: [])
        let id = try request.identifier(Staff.self, "staff member")
        let clock = context.clock
        return context.read(for: request) { database in
            _ = try token.staff(in: database, roles: Self.readers, now: clock.now())
            guard let record = try StaffStore(database).record(id) else {
                throw Refusal.notFound("staff member")
            }
            return record
        } answer: { record in
            .json(StaffRecordView(record), headers: [("ETag", record.tag)])
        }
    }

    private struct Change: RequestBody {
        static let members: Set = ["name", "role", "platform", "state"]
        let name: String
        let role: Staff.Role
        let platform: String?
        let state: Staff.State
    }

    @Sendable private func change(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(Staff.self, "staff member")
        let body = try request.decoded(Change.self)
        let context = context
        return context.write(for: request) { database in
            let now = context.clock.now()
            let actor = try token.staff(in: database, roles: Self.writers, now: now)
            let people = StaffPeople(database, known: context.sessions, now: now)
            return try people.change(id, by: actor.id) {
                try request.checkIfMatch($0.tag)
            } to: { staff in
                var changed = try StaffInput(
                    email: staff.email, name: body.name, role: body.role,
                    platform: body.platform, platforms: context.platforms
                ).staff(id: id)
                changed.state = body.state
                return changed
            }
        } answer: { record in
            .json(StaffRecordView(record), headers: [("ETag", record.tag)])
        }
    }

    @Sendable private func invite(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let id = try request.identifier(Staff.self, "staff member")
        let context = context
        return context.write(for: request) { database in
            let now = context.clock.now()
            let actor = try token.staff(in: database, roles: Self.writers, now: now)
            return try StaffPeople(database, known: context.sessions, now: now)
                .invite(id, by: actor.id)
        } answer: {
            .json(InvitationView($0, context), status: 201)
        }
    }
}

/// A person as operators see one.
struct StaffRecordView: Encodable {
    let id: Identifier<Staff>
    let email: String
    let name: String
    let role: Staff.Role
    let platform: String?
    let state: Staff.State
    let created_at: Instant
    let invited_until: Instant?
    let can_sign_in: Bool

    init(_ record: StaffRecord) {
        id = record.staff.id
        email = record.staff.email
        name = record.staff.name
        role = record.staff.role
        platform = record.staff.platformID
        state = record.staff.state
        created_at = record.createdAt
        invited_until = record.invitedUntil
        can_sign_in = record.canSignIn
    }
}

extension StaffRecord {
    /// Another one for each state that somebody may decide upon.
    var tag: String {
        EntityTags.tag(of: [
            staff.id.value, staff.name, staff.role.rawValue, staff.platformID ?? "",
            staff.state.rawValue,
        ])
    }
}
