import Catalog
import HTTPServer
import SQL

/// Signing in and out by a page.
struct AccountPageRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", PagePath.signIn.text, .noBody, form)
        router.on("POST", PagePath.signIn.text, PageRoutes.form, signIn)
        router.on("POST", PagePath.signOut.text, PageRoutes.form, signOut)
    }

    private var isBehindTLS: Bool { context.configuration.publicURL.hasPrefix("https:") }

    @Sendable private func form(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        var page = SignInPage(say: visitor.say)
        let asked = request.query.first { $0.name == "kembali" }?.value
        if let path = asked.flatMap(PagePath.init(returning:)) { page.returning = path }
        page.offersReset = context.mail.canSend
        page.isPasswordNew = request.query.contains { $0.name == "sandi" }
        return .now(PageResponse.page(page.frame, for: visitor, in: context))
    }

    /// The same words for an unknown address and a wrong password.
    @Sendable private func signIn(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let say = visitor.say
        let fields = try PageForm(
            request, visitor: visitor.signedOut, origin: context.configuration.publicURL)
        var page = SignInPage(say: say, email: String(fields["email"].prefix(254)))
        page.returning = PagePath(returning: fields["kembali"]) ?? .card
        page.offersReset = context.mail.canSend
        let password = fields.exact("sandi")
        let email = SignIn.normalised(fields["email"])
        if email == nil {
            page.errors.add(
                "email", say.plain("Tulis alamat surelmu.", "Enter your e-mail address."))
        }
        if password.isEmpty {
            page.errors.add("sandi", say.plain("Tulis kata sandimu.", "Enter your password."))
        }
        guard let email, page.errors.isEmpty else {
            return .now(PageResponse.page(page.frame, for: visitor, in: context, status: 422))
        }
        let address = request.clientAddress(trusting: context.trustedProxies)
        _ = try context.limits.signInsOfAddress.check(address)
        _ = try context.limits.signIn.check(email + " " + address)
        let context = context
        let filled = page
        return context.signIn(email: email, password: password, for: request) { result in
            switch result {
            case .success(let issued):
                let cookie = PageResponse.cookie(
                    Visitor.sessionCookie, issued.token,
                    seconds: Session.lifetime.milliseconds / 1000, behindTLS: isBehindTLS)
                return PageResponse.redirect(to: filled.returning, headers: [cookie])
            case .failure(let error as Refusal) where error.code == SignIn.refusal.code:
                var page = filled
                page.errors.add(
                    "email",
                    say.plain(
                        "Surel atau kata sandi tidak cocok.",
                        "The e-mail address or the password is not right."))
                return PageResponse.page(page.frame, for: visitor, in: context, status: 401)
            case .failure(let error):
                return context.problem(error, for: request)
            }
        }
    }

    @Sendable private func signOut(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        _ = try PageForm(request, visitor: visitor, origin: context.configuration.publicURL)
        let gone = PageResponse.cookie(
            Visitor.sessionCookie, "", seconds: 0, behindTLS: isBehindTLS)
        guard let token = visitor.token else {
            return .now(PageResponse.redirect(to: .front, headers: [gone]))
        }
        let context = context
        return context.write(for: request) { database in
            try SessionStore(database, known: context.sessions).revoke(
                token: token.text, now: context.clock.now())
        } answer: { _ in
            PageResponse.redirect(to: .front, headers: [gone])
        }
    }
}
