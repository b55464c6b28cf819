import Catalog
import HTTPServer
import SQL

/// One's own password and sessions by a page.
struct StaffOwnPageRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", PagePath.staffAccount.text, .noBody, read)
        router.on("POST", PagePath.staffPassword.text, PageRoutes.form, setPassword)
        router.on("POST", PagePath.staffSessions.text, PageRoutes.form, end)
    }

    @Sendable private func read(_ request: HTTPRequest) throws -> Reply {
        let isSaved = request.query.contains { $0.name == "tersimpan" }
        return try read(request, status: 200) { $0.isSaved = isSaved }
    }

    private func read(
        _ request: HTTPRequest, status: Int,
        _ change: @escaping @Sendable (inout StaffOwnPage) -> Void
    ) throws -> Reply {
        let token = try Visitor(of: request).signedIn()
        let clock = context.clock
        return try context.staffPage(
            request, for: StaffOwnRoutes.everybody, status: status
        ) { database, staff in
            try SessionStore(database).list(
                of: staff.id, asking: .init(token.text), now: clock.now())
        } show: { who, sessions in
            var page = StaffOwnPage(who: who, sessions: sessions)
            change(&page)
            return page.frame
        }
    }

    @Sendable private func setPassword(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let token = try visitor.signedIn()
        let form = try PageForm(
            request, visitor: visitor, origin: context.configuration.publicURL)
        let (old, new) = (form.exact("sandi"), form.exact("sandi_baru"))
        return context.setStaffPassword(token, old: old, new: new, request) {
            PageResponse.redirect(to: PagePath.staffAccount.with([("tersimpan", "ya")]))
        } refused: { refusal in
            try read(request, status: refusal.status) { page in
                page.errors = StaffRefusalWords(say: visitor.say).errors(refusal, field: "sandi")
            }
        }
    }

    @Sendable private func end(_ request: HTTPRequest) throws -> Reply {
        let context = context
        return try context.staffAction(request, for: StaffOwnRoutes.everybody) {
            database, staff, form in
            try StaffPeople(database, known: context.sessions, now: context.clock.now())
                .endSession(form["sesi"], of: staff.id)
        } then: { _ in
            PagePath.staffAccount.with([("tersimpan", "ya")])
        }
    }
}
