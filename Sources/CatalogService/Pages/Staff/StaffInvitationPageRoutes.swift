import Catalog
import HTTPServer
import SQL

/// How an invitation is used by pages; nobody is signed in yet.
struct StaffInvitationPageRoutes {
    /// What is typed beyond that is no secret of ours.
    static let secretCharactersMax = 200

    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", PagePath.staffInvitation.text, .noBody, first)
        router.on("POST", PagePath.staffInvitation.text, PageRoutes.form, accept)
        router.on("POST", PagePath.staffConfirmation.text, PageRoutes.form, confirm)
    }

    private func response(
        _ page: StaffInvitationPage, for visitor: Visitor, status: Int = 200
    ) -> HTTPResponse {
        PageResponse.page(
            page.frame.frame(for: nil, visitor.say), for: visitor, in: context, status: status)
    }

    private func form(_ request: HTTPRequest, _ visitor: Visitor) throws -> PageForm {
        try PageForm(
            request, visitor: visitor.signedOut, origin: context.configuration.publicURL)
    }

    @Sendable private func first(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        return .now(response(StaffInvitationPage(say: visitor.say), for: visitor))
    }

    @Sendable private func accept(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let form = try form(request, visitor)
        let secret = String(form["rahasia"].prefix(Self.secretCharactersMax))
        return try context.acceptInvitation(
            secret, password: form.exact("sandi_baru"), request
        ) { staff, factor in
            var page = StaffInvitationPage(say: visitor.say, secret: secret)
            page.prepared = (staff.email, factor)
            return response(page, for: visitor)
        } refused: { refusal in
            var page = StaffInvitationPage(say: visitor.say, secret: secret)
            page.errors = StaffRefusalWords(say: visitor.say).errors(refusal, field: "rahasia")
            return .now(response(page, for: visitor, status: refusal.status))
        }
    }

    @Sendable private func confirm(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let form = try form(request, visitor)
        let address = request.clientAddress(trusting: context.trustedProxies)
        _ = try context.limits.signInsOfAddress.check("invitation " + address)
        let secret = String(form["rahasia"].prefix(Self.secretCharactersMax))
        let code = form["kode"]
        let (context, clock) = (context, context.clock)
        let cookies = StaffAccountPageRoutes(context: context)
        return .later { responder in
            @Sendable func end(_ result: Result<(token: String, session: Session), any Error>) {
                context.settle(result, request, on: responder) { token, _ in
                    cookies.welcome(token, to: .staffHome)
                } refused: {
                    again($0, secret, visitor, request)
                }
            }
            do {
                try context.commands.submit(
                    { try StaffPeople($0, now: clock.now()).confirm(secret, code: code) },
                    then: end)
            } catch { end(.failure(error)) }
        }
    }

    /// The second step again, with the key that the app has.
    private func again(
        _ refusal: Refusal, _ secret: String, _ visitor: Visitor, _ request: HTTPRequest
    ) -> Reply {
        let clock = context.clock
        return context.read(for: request) { database in
            try StaffPeople(database, now: clock.now()).prepared(by: secret)
        } answer: { prepared in
            var page = StaffInvitationPage(say: visitor.say, secret: secret, prepared: prepared)
            page.errors = StaffRefusalWords(say: visitor.say).errors(refusal, field: "rahasia")
            return response(page, for: visitor, status: refusal.status)
        }
    }
}
