import Catalog
import HTTPServer
import SQL

/// Signing in and out of staff by a page, and their first page.
struct StaffAccountPageRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", PagePath.staffSignIn.text, .noBody, form)
        router.on("POST", PagePath.staffSignIn.text, PageRoutes.form, signIn)
        router.on("POST", PagePath.staffSignOut.text, PageRoutes.form, signOut)
        router.on("GET", PagePath.staffHome.text, .noBody, home)
    }

    private func cookie(
        _ value: String, seconds: Int64
    ) -> (name: String, value: String) {
        PageResponse.cookie(
            Visitor.staffCookie, value, seconds: seconds,
            behindTLS: context.configuration.publicURL.hasPrefix("https:"), path: .staffHome)
    }

    /// Leads on with the session's cookie.
    func welcome(_ token: String, to path: PagePath) -> HTTPResponse {
        let lifetime = Staff.sessionLifetime.milliseconds / 1000
        return PageResponse.redirect(to: path, headers: [cookie(token, seconds: lifetime)])
    }

    @Sendable private func home(_ request: HTTPRequest) throws -> Reply {
        try context.staffPage(request, for: Set(Staff.Role.allCases)) { _, _ in
        } show: { who, _ in
            StaffHomePage(who: who).frame
        }
    }

    private func response(
        _ page: StaffSignInPage, for visitor: Visitor, status: Int = 200
    ) -> HTTPResponse {
        PageResponse.page(
            page.frame.frame(for: nil, visitor.say), for: visitor, in: context, status: status)
    }

    @Sendable private func form(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        var page = StaffSignInPage(say: visitor.say)
        let asked = request.query.first { $0.name == "kembali" }?.value
        page.returning = Self.returning(asked ?? "")
        return .now(response(page, for: visitor))
    }

    /// Only to one of the staff's own pages.
    private static func returning(_ text: String) -> PagePath {
        guard text.hasPrefix(PagePath.staffHome.text), let path = PagePath(returning: text)
        else { return .staffHome }
        return path
    }

    /// The same words whatever of the three does not fit.
    @Sendable private func signIn(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let say = visitor.say
        let fields = try PageForm(
            request, visitor: visitor.signedOut, origin: context.configuration.publicURL)
        var page = StaffSignInPage(
            say: say, email: String(fields["email"].prefix(SignIn.emailBytesMax)))
        page.returning = Self.returning(fields["kembali"])
        let (password, code) = (fields.exact("sandi"), fields["kode"])
        if SignIn.normalised(fields["email"]) == nil {
            page.errors.add(
                "email", say.plain("Tulis alamat surelmu.", "Enter your e-mail address."))
        }
        if password.isEmpty {
            page.errors.add("sandi", say.plain("Tulis kata sandimu.", "Enter your password."))
        }
        if code.isEmpty {
            page.errors.add(
                "kode",
                say.plain(
                    "Tulis enam angka dari aplikasimu.", "Enter the six digits of your app."))
        }
        guard page.errors.isEmpty else {
            return .now(response(page, for: visitor, status: 422))
        }
        let (email, _) = try context.admitStaff(fields["email"], request)
        let filled = page
        return context.signInStaff(email: email, password: password, code: code) { result in
            switch result {
            case .success(let issued):
                return welcome(issued.token, to: filled.returning)
            case .failure(let error as Refusal) where error.code == StaffSignIn.refusal.code:
                var page = filled
                page.errors.add(
                    "email",
                    say.plain(
                        "Surel, kata sandi atau kode tidak cocok. Satu kode hanya berlaku sekali.",
                        "E-mail address, password or code is not right. A code counts once."))
                return response(page, for: visitor, status: 401)
            case .failure(let error):
                return context.problem(error, for: request)
            }
        }
    }

    @Sendable private func signOut(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        _ = try PageForm(request, visitor: visitor, origin: context.configuration.publicURL)
        let gone = cookie("", seconds: 0)
        guard let token = visitor.token else {
            return .now(PageResponse.redirect(to: .staffSignIn, headers: [gone]))
        }
        let context = context
        return context.write(for: request) { database in
            let sessions = SessionStore(database, known: context.sessions)
            try sessions.revoke(token: token.text, now: context.clock.now())
        } answer: { _ in
            PageResponse.redirect(to: .staffSignIn, headers: [gone])
        }
    }
}
