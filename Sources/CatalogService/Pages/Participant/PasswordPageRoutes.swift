import Catalog
import Cryptography
import HTTPServer
import SQL

/// A new password for who forgot theirs, by mail.
struct PasswordPageRoutes {
    /// The key stands in the mail's link once, and from then on in this cookie: in no address
    /// line, history or log.
    static let keyCookie = "sandi_baru"

    let context: ServiceContext

    func add(to router: inout Router) {
        guard context.mail.canSend else { return }
        router.on("GET", PagePath.forgottenPassword.text, .noBody, form)
        router.on("POST", PagePath.forgottenPassword.text, PageRoutes.form, ask)
        router.on("GET", PagePath.newPassword.text, .noBody, choose)
        router.on("POST", PagePath.newPassword.text, PageRoutes.form, change)
    }

    private var isBehindTLS: Bool { context.configuration.publicURL.hasPrefix("https:") }

    @Sendable private func form(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let page = ForgottenPasswordPage(say: visitor.say)
        return .now(PageResponse.page(page.frame, for: visitor, in: context))
    }

    /// Answered before anything is looked up, so that neither words nor time tell who has an
    /// account.
    @Sendable private func ask(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let fields = try PageForm(
            request, visitor: visitor.signedOut, origin: context.configuration.publicURL)
        var page = ForgottenPasswordPage(
            say: visitor.say, email: String(fields["email"].prefix(SignIn.emailBytesMax)))
        guard let email = SignIn.normalised(fields["email"]) else {
            page.errors.add(
                "email",
                visitor.say.plain("Tulis alamat surelmu.", "Enter your e-mail address."))
            return .now(PageResponse.page(page.frame, for: visitor, in: context, status: 422))
        }
        let address = request.clientAddress(trusting: context.trustedProxies)
        _ = try context.limits.resetsOfAddress.check(address)
        _ = try context.limits.resets.check(email + " " + address)
        let context = context
        let language = visitor.say.language
        try context.commands.submit { database in
            try PasswordResetStore(database).ask(
                email: email, in: language, now: context.clock.now())
        } then: { result in
            if case .failure(let error) = result {
                context.log.error(
                    "password_reset_failed", ["error": CommandFailure.words(for: error)])
            }
            context.mail.news.signal()
        }
        page.isAsked = true
        return .now(PageResponse.page(page.frame, for: visitor, in: context))
    }

    // MARK: - With the key

    @Sendable private func choose(_ request: HTTPRequest) throws -> Reply {
        if let key = request.query.first(where: { $0.name == "kunci" })?.value {
            return .now(PageResponse.redirect(to: .newPassword, headers: [cookie(key)]))
        }
        let visitor = Visitor(of: request)
        let key = Cookies(of: request)[Self.keyCookie] ?? ""
        let context = context
        return context.read(for: request) { database in
            try PasswordResetStore(database).participant(ofKey: key, now: context.clock.now())
        } answer: { holder in
            let page = NewPasswordPage(say: visitor.say, isOver: holder == nil)
            return PageResponse.page(
                page.frame, for: visitor, in: context, status: holder == nil ? 410 : 200)
        }
    }

    private func cookie(_ key: String) -> (name: String, value: String) {
        // Of its letters (RFC 4648, section 5) none means anything in a cookie.
        let isKey =
            key.utf8.count <= PasswordResetStore.keyTextBytesMax
            && key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
        return PageResponse.cookie(
            Self.keyCookie, isKey ? key : "",
            seconds: PasswordResetStore.lifetime.milliseconds / 1000, behindTLS: isBehindTLS)
    }

    private enum Outcome: Sendable {
        case over
        case faulty(PasswordRules.Fault)
        case hashed(String)
    }

    /// The costly hash is made only for who holds a key that is good.
    @Sendable private func change(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let fields = try PageForm(
            request, visitor: visitor.signedOut, origin: context.configuration.publicURL)
        let password = fields.exact("sandi")
        let key = Cookies(of: request)[Self.keyCookie] ?? ""
        let address = request.clientAddress(trusting: context.trustedProxies)
        _ = try context.limits.resetsOfAddress.check(address)
        let context = context
        return .later { responder in
            @Sendable func fail(_ error: any Error) {
                responder.respond { context.problem(error, for: request) }
            }
            do {
                try context.signIns.submit { database in
                    try judge(password, key: key, in: database)
                } then: { result in
                    do {
                        guard case .hashed(let hash) = try result.get() else {
                            let outcome = try result.get()
                            return responder.respond { refusal(outcome, for: visitor) }
                        }
                        try context.commands.submit { database in
                            try PasswordResetStore(database).use(
                                key, passwordHash: hash, known: context.sessions,
                                now: context.clock.now())
                        } then: { result in
                            responder.respond { changed(result, visitor, request) }
                        }
                    } catch { fail(error) }
                }
            } catch { fail(error) }
        }
    }

    private func judge(
        _ password: String, key: String, in database: any Database
    ) throws -> Outcome {
        let now = context.clock.now()
        guard let id = try PasswordResetStore(database).participant(ofKey: key, now: now),
            let participant = try ParticipantStore(database).participant(id)
        else { return .over }
        if let fault = PasswordRules.fault(of: password, email: participant.email) {
            return .faulty(fault)
        }
        guard let hash = PasswordHash.make(password) else {
            throw CommandFailure("no memory for one password hash")
        }
        return .hashed(hash)
    }

    private func refusal(_ outcome: Outcome, for visitor: Visitor) -> HTTPResponse {
        var page = NewPasswordPage(say: visitor.say)
        guard case .faulty(let fault) = outcome else {
            page.isOver = true
            return PageResponse.page(page.frame, for: visitor, in: context, status: 410)
        }
        page.errors.add("sandi", Self.words(fault, visitor.say))
        return PageResponse.page(page.frame, for: visitor, in: context, status: 422)
    }

    private static func words(_ fault: PasswordRules.Fault, _ say: Wording) -> String {
        switch fault {
        case .tooShort:
            say.plain(
                "Kata sandi paling sedikit \(PasswordRules.charactersMin) huruf.",
                "A password has at least \(PasswordRules.charactersMin) characters.")
        case .tooLong: say.plain("Kata sandi ini terlalu panjang.", "This password is too long.")
        case .isAddress:
            say.plain(
                "Jangan pakai alamat surelmu sendiri.", "Do not take your own e-mail address.")
        case .isOneCharacter:
            say.plain(
                "Pakai lebih dari satu macam huruf.", "Take more than one character.")
        }
    }

    private func changed(
        _ result: Result<Bool, any Error>, _ visitor: Visitor, _ request: HTTPRequest
    ) -> HTTPResponse {
        switch result {
        case .failure(let error): return context.problem(error, for: request)
        case .success(false): return refusal(.over, for: visitor)
        case .success(true):
            let gone = [Self.keyCookie, Visitor.sessionCookie].map {
                PageResponse.cookie($0, "", seconds: 0, behindTLS: isBehindTLS)
            }
            return PageResponse.redirect(
                to: .signIn.with([("sandi", "diganti")]), headers: gone)
        }
    }
}
