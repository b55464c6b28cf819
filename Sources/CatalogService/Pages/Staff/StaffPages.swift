import Catalog
import HTTPServer
import SQL

/// How pages of the staff are answered: the session's cookie is looked up, and the role checked,
/// in the transaction of what is read or done. Without a session one is led to signing in and
/// back; another role gets the page of 403.
extension ServiceContext {
    /// Shows a page.
    /// - Parameters:
    ///   - roles: who may see it.
    ///   - read: what the page shows, of one moment.
    func staffPage<Content: Sendable>(
        _ request: HTTPRequest, for roles: Set<Staff.Role>, status: Int = 200,
        _ read: @escaping @Sendable (any Database, Staff) throws -> Content,
        show: @escaping @Sendable (StaffVisitor, Content) -> StaffFrame
    ) throws -> Reply {
        let visitor = Visitor(of: request)
        let token = try visitor.signedIn()
        return self.read(for: request) { [clock] database in
            let staff = try token.staff(in: database, roles: roles, now: clock.now())
            return (StaffVisitor(visitor: visitor, staff: staff), try read(database, staff))
        } answer: { [self] who, content in
            staffResponse(show(who, content), for: who, status: status)
        }
    }

    /// A page for somebody who was looked up already.
    func staffResponse(
        _ frame: StaffFrame, for who: StaffVisitor, status: Int = 200
    ) -> HTTPResponse {
        PageResponse.page(
            frame.frame(for: who.staff, who.say), for: who.visitor, in: self, status: status)
    }

    /// Carries out what a form asks for, once it is checked to be ours, and then leads on.
    /// - Parameters:
    ///   - roles: who may do it.
    ///   - act: the command; what it throws is undone.
    ///   - then: where to go when it is durable.
    ///   - refused: the form again, with what was typed and what is wrong; nil for the page of
    ///     the problem.
    func staffAction<Answer: Sendable>(
        _ request: HTTPRequest, for roles: Set<Staff.Role>,
        _ act: @escaping @Sendable (any Database, Staff, PageForm) throws -> Answer,
        then: @escaping @Sendable (Answer) -> PagePath,
        refused: (@Sendable (Refusal, PageForm) throws -> Reply)? = nil
    ) throws -> Reply {
        try staffAction(request, for: roles, act) { answer, _ in
            PageResponse.redirect(to: then(answer))
        } refused: {
            try refused?($0, $1)
        }
    }

    /// As above, for what is answered by a page of its own: what is shown once.
    /// - Parameter refused: nil for the page of the problem.
    func staffAction<Answer: Sendable>(
        _ request: HTTPRequest, for roles: Set<Staff.Role>,
        _ act: @escaping @Sendable (any Database, Staff, PageForm) throws -> Answer,
        answer: @escaping @Sendable (Answer, StaffVisitor) -> HTTPResponse,
        refused: @escaping @Sendable (Refusal, PageForm) throws -> Reply?
    ) throws -> Reply {
        let visitor = Visitor(of: request)
        let token = try visitor.signedIn()
        let form = try PageForm(
            request, visitor: visitor, origin: configuration.publicURL)
        return .later { [self] responder in
            @Sendable func end(_ result: Result<(Answer, StaffVisitor), any Error>) {
                settle(result, request, on: responder) { done, who in
                    answer(done, who)
                } refused: {
                    try refused($0, form)
                }
            }
            do {
                try commands.submit(
                    { [clock] database in
                        let staff = try token.staff(in: database, roles: roles, now: clock.now())
                        return (
                            try act(database, staff, form),
                            StaffVisitor(visitor: visitor, staff: staff)
                        )
                    }, then: end)
            } catch {
                end(.failure(error))
            }
        }
    }

    /// Answers with what came of a command.
    /// - Parameter refused: another reply, such as the form again; nil for the problem.
    func settle<Answer: Sendable>(
        _ result: Result<Answer, any Error>, _ request: HTTPRequest, on responder: Responder,
        answer: @escaping @Sendable (Answer) -> HTTPResponse,
        refused: (Refusal) throws -> Reply?
    ) {
        do {
            switch result {
            case .success(let done): responder.respond { answer(done) }
            case .failure(let error):
                switch try (error as? Refusal).flatMap({ try refused($0) }) {
                case .now(let response): responder.respond { response }
                case .later(let work): work(responder)
                case .prepared:
                    preconditionFailure("a page for one person is never prepared for all")
                case nil: responder.respond { [self] in problem(error, for: request) }
                }
            }
        } catch {
            responder.respond { [self] in problem(error, for: request) }
        }
    }
}
