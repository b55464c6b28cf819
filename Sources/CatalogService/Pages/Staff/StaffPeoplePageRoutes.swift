import Catalog
import HTTPServer
import SQL

/// People and roles by pages.
struct StaffPeoplePageRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", PagePath.staffPeople.text, .noBody, list)
        router.on("GET", PagePath.staffNewPerson.text, .noBody, blank)
        router.on("POST", PagePath.staffNewPerson.text, PageRoutes.form, add)
        router.on("GET", PagePath.staffPeople.text + "/{id}", .noBody, read)
        router.on("POST", PagePath.staffPeople.text + "/{id}", PageRoutes.form, change)
        router.on(
            "POST", PagePath.staffPeople.text + "/{id}/undangan", PageRoutes.form, invite)
    }

    private var platforms: [(id: String, name: String)] {
        context.platforms.entries.map { ($0.configuration.id, $0.configuration.name) }
    }

    @Sendable private func list(_ request: HTTPRequest) throws -> Reply {
        let page = try PageParameters<Staff>(request, besides: ["role", "state", "lang"])
        let filter = try StaffPeopleRoutes.filter(request)
        return try context.staffPage(request, for: StaffPeopleRoutes.readers) { database, _ in
            try StaffStore(database).people(filter, before: page.cursor, limit: page.limit + 1)
        } show: { who, rows in
            let (people, next) = page.cut(rows, id: \.staff.id)
            return StaffPeoplePage(who: who, filter: filter, people: people, next: next).frame
        }
    }

    // MARK: - Somebody new

    @Sendable private func blank(_ request: HTTPRequest) throws -> Reply {
        try blank(request, status: 200) { _ in }
    }

    private func blank(
        _ request: HTTPRequest, status: Int,
        _ change: @escaping @Sendable (inout StaffPersonPage) -> Void
    ) throws -> Reply {
        let platforms = platforms
        return try context.staffPage(
            request, for: StaffPeopleRoutes.writers, status: status
        ) { _, _ in
        } show: { who, _ in
            var page = StaffPersonPage(who: who, record: nil, platforms: platforms)
            change(&page)
            return page.frame
        }
    }

    private static func typed(_ form: PageForm) -> StaffPersonPage.Typed {
        StaffPersonPage.Typed(
            email: form["email"], name: form["nama"], role: form["peran"],
            platform: form["platform"], state: form["keadaan"])
    }

    private static func input(
        _ typed: StaffPersonPage.Typed, _ context: ServiceContext
    ) throws -> StaffInput {
        guard let role = Staff.Role(rawValue: typed.role) else {
            throw Problem(400, "invalid_body", "The role is none of ours.")
        }
        return StaffInput(
            email: typed.email, name: typed.name, role: role,
            platform: typed.platform.isEmpty ? nil : typed.platform,
            platforms: context.platforms)
    }

    @Sendable private func add(_ request: HTTPRequest) throws -> Reply {
        let context = context
        let say = Visitor(of: request).say
        return try context.staffAction(request, for: StaffPeopleRoutes.writers) {
            database, actor, form in
            let now = context.clock.now()
            let staff = try Self.input(Self.typed(form), context).staff(id: Identifier(at: now))
            return try StaffPeople(database, now: now).add(staff, by: actor.id)
        } answer: { invitation, who in
            context.staffResponse(
                StaffInvitedPage(
                    who: who, invitation: invitation, origin: context.configuration.publicURL
                ).frame, for: who)
        } refused: { refusal, form in
            try blank(request, status: refusal.status) { page in
                page.typed = Self.typed(form)
                page.errors = StaffRefusalWords(say: say).errors(refusal, field: "email")
            }
        }
    }

    // MARK: - Somebody who is there

    @Sendable private func read(_ request: HTTPRequest) throws -> Reply {
        let isSaved = request.query.contains { $0.name == "tersimpan" }
        return try read(request, status: 200) { $0.isSaved = isSaved }
    }

    private func read(
        _ request: HTTPRequest, status: Int,
        _ change: @escaping @Sendable (inout StaffPersonPage) -> Void
    ) throws -> Reply {
        let id = try request.identifier(Staff.self, "staff member")
        let platforms = platforms
        return try context.staffPage(
            request, for: StaffPeopleRoutes.readers, status: status
        ) { database, _ in
            guard let record = try StaffStore(database).record(id) else {
                throw Refusal.notFound("staff member")
            }
            return record
        } show: { who, record in
            var page = StaffPersonPage(who: who, record: record, platforms: platforms)
            change(&page)
            return page.frame
        }
    }

    @Sendable private func change(_ request: HTTPRequest) throws -> Reply {
        let id = try request.identifier(Staff.self, "staff member")
        let context = context
        let say = Visitor(of: request).say
        return try context.staffAction(request, for: StaffPeopleRoutes.writers) {
            database, actor, form in
            let people = StaffPeople(
                database, known: context.sessions, now: context.clock.now())
            return try people.change(id, by: actor.id) { record in
                guard record.tag == form["versi"] else { throw Problem.changedMeanwhile }
            } to: { staff in
                var typed = Self.typed(form)
                typed.email = staff.email
                guard let state = Staff.State(rawValue: typed.state) else {
                    throw Problem(400, "invalid_body", "The state is none of ours.")
                }
                var changed = try Self.input(typed, context).staff(id: id)
                changed.state = state
                return changed
            }
        } then: { _ in
            PagePath.staffPerson(id).with([("tersimpan", "ya")])
        } refused: { refusal, form in
            try read(request, status: refusal.status) { page in
                page.typed = Self.typed(form)
                page.errors = StaffRefusalWords(say: say).errors(refusal, field: "peran")
            }
        }
    }

    @Sendable private func invite(_ request: HTTPRequest) throws -> Reply {
        let id = try request.identifier(Staff.self, "staff member")
        let context = context
        let say = Visitor(of: request).say
        return try context.staffAction(request, for: StaffPeopleRoutes.writers) {
            database, actor, _ in
            try StaffPeople(database, known: context.sessions, now: context.clock.now())
                .invite(id, by: actor.id)
        } answer: { invitation, who in
            context.staffResponse(
                StaffInvitedPage(
                    who: who, invitation: invitation, origin: context.configuration.publicURL
                ).frame, for: who)
        } refused: { refusal, _ in
            try read(request, status: refusal.status) { page in
                page.errors = StaffRefusalWords(say: say).errors(refusal, field: "peran")
            }
        }
    }
}

extension Problem {
    /// What was decided upon is not any more what it was.
    static var changedMeanwhile: Problem {
        Problem(412, "precondition_failed", "It has changed since: read it again, then decide.")
    }
}
