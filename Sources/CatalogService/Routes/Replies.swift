import Catalog
import HTTPServer
import SQL

extension HTTPResponse {
    /// A JSON answer that no cache keeps, as everything personal is.
    static func json(
        _ value: some Encodable, status: Int = 200,
        headers: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        .json(bytes: JSON.encode(value), status: status, headers: headers)
    }

    static func json(
        bytes: [UInt8], status: Int = 200, headers: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
                + headers,
            body: bytes)
    }
}

extension Database {
    /// Runs `body` in a reading transaction.
    func reading<Answer>(_ body: (any Database) throws -> Answer) throws -> Answer {
        try beginReading()
        do {
            let answer = try body(self)
            try commit()
            return answer
        } catch {
            try? rollback()
            throw error
        }
    }
}

extension ServiceContext {
    /// Suspends the connection, runs `body` in the next group commit and answers when it is
    /// durable.
    /// - Parameters:
    ///   - key: what it contends for (``CommandQueue``).
    ///   - unknown: how the store is asked, where nobody can say whether it was done.
    func write<Answer: Sendable>(
        for request: HTTPRequest, inOrderOf key: String = "", unknown: UnknownOutcome? = nil,
        _ body: @escaping @Sendable (any Database) throws -> Answer,
        answer: @escaping @Sendable (Answer) -> HTTPResponse
    ) -> Reply {
        suspended(request, answer: answer) { [self] then in
            try commands.submit(inOrderOf: key, body) { [self] in
                then(noting(unknown, inOrderOf: key, $0))
            }
        }
    }

    /// The same for a command that is carried out together with others of its group.
    func write<Input: Sendable, Answer: Sendable>(
        for request: HTTPRequest, inOrderOf key: String, _ input: Input,
        in group: CommandGroup<Input, Answer>, unknown: UnknownOutcome,
        answer: @escaping @Sendable (Answer) -> HTTPResponse
    ) -> Reply {
        suspended(request, answer: answer) { [self] then in
            try commands.submit(inOrderOf: key, input, to: group) { [self] in
                then(noting(unknown, inOrderOf: key, $0))
            }
        }
    }

    /// As ``write(for:_:answer:)``, for whoever answers errors in a way of their own. What throws
    /// is undone: a refusal that `body` caught instead would keep what was done until then.
    func write<Answer: Sendable>(
        for request: HTTPRequest, inOrderOf key: String = "", unknown: UnknownOutcome? = nil,
        _ body: @escaping @Sendable (any Database) throws -> Answer,
        settled: @escaping @Sendable (Result<Answer, any Error>) -> HTTPResponse
    ) -> Reply {
        .later { [self] responder in
            do {
                try commands.submit(inOrderOf: key, body) { [self] result in
                    let result = noting(unknown, inOrderOf: key, result)
                    responder.respond { settled(result) }
                }
            } catch {
                responder.respond { settled(.failure(error)) }
            }
        }
    }

    /// Suspends the connection and answers from a reading connection; everything that `body`
    /// reads is of one moment.
    func read<Answer: Sendable>(
        for request: HTTPRequest,
        _ body: @escaping @Sendable (any Database) throws -> Answer,
        answer: @escaping @Sendable (Answer) -> HTTPResponse
    ) -> Reply {
        suspended(request, answer: answer) { [reads] in
            try reads.submit({ try $0.reading(body) }, then: $0)
        }
    }

    /// Answers from a reading connection; where `body` brings nil, from what `write` then does.
    func read<Answer: Sendable>(
        for request: HTTPRequest,
        _ body: @escaping @Sendable (any Database) throws -> Answer?,
        orWrite write: @escaping @Sendable (any Database) throws -> Answer,
        answer: @escaping @Sendable (Answer) -> HTTPResponse
    ) -> Reply {
        suspended(request, answer: answer) { [reads, commands] then in
            try reads.submit(body) { result in
                switch result {
                case .success(let found?): then(.success(found))
                case .failure(let error): then(.failure(error))
                case .success(nil):
                    do {
                        try commands.submit(write, then: then)
                    } catch {
                        then(.failure(error))
                    }
                }
            }
        }
    }

    /// Remembers what nobody can tell the outcome of, until the store says it.
    private func noting<Answer>(
        _ outcome: UnknownOutcome?, inOrderOf key: String, _ result: Result<Answer, any Error>
    ) -> Result<Answer, any Error> {
        if case .failure(DatabaseError.outcomeUnknown) = result, let outcome {
            unknown.note(outcome, inOrderOf: key)
        }
        return result
    }

    /// Answers with what `submit` brings, or with why it took nothing.
    private func suspended<Answer: Sendable>(
        _ request: HTTPRequest, answer: @escaping @Sendable (Answer) -> HTTPResponse,
        submit:
            @escaping @Sendable (
                @escaping @Sendable (Result<Answer, any Error>) -> Void
            ) throws -> Void
    ) -> Reply {
        let rendering = Rendering(context: self, request: request, answer: answer)
        return .later { responder in
            do {
                try submit { result in
                    responder.respond { rendering.response(to: result) }
                }
            } catch {
                responder.respond { rendering.response(to: .failure(error)) }
            }
        }
    }

    /// Any error as a problem in the caller's language; faults of ours go to the log.
    func problem(_ error: any Error, for request: HTTPRequest?) -> HTTPResponse {
        let problem = Problem(error)
        if problem.status == 500 {
            log.error(
                "request_failed",
                ["method": request?.method ?? "", "error": CommandFailure.words(for: error)])
        }
        guard let request, request.wantsPage else {
            return problem.response(in: request?.language ?? .indonesian)
        }
        let visitor = Visitor(of: request)
        let isAmongStaff = visitor.isAmongStaff
        if problem.code == Problem.unauthorized.code {
            let home: PagePath = isAmongStaff ? .staffHome : .front
            let left = request.method == "GET" ? visitor.path : pageLeft(by: request)
            let returning = left ?? home
            let signIn: PagePath = isAmongStaff ? .staffSignIn : .signIn
            return PageResponse.redirect(to: signIn.with([("kembali", returning.text)]))
        }
        var page = ProblemPage(problem: problem, say: visitor.say)
        page.isAmongStaff = isAmongStaff
        return PageResponse.page(
            page.frame, for: visitor, in: self, status: problem.status, headers: problem.headers)
    }

    /// The page of ours whose form was sent: our pages tell it to us alone (Referrer-Policy).
    private func pageLeft(by request: HTTPRequest) -> PagePath? {
        let origin = configuration.publicURL
        guard let referrer = request.header("Referer"), referrer.hasPrefix(origin + "/") else {
            return nil
        }
        return PagePath(returning: String(referrer.dropFirst(origin.count)))
    }
}

/// How a result becomes the answer to a request: held once by all the closures that hand it on.
private final class Rendering<Answer: Sendable>: Sendable {
    private let context: ServiceContext
    private let request: HTTPRequest
    private let answer: @Sendable (Answer) -> HTTPResponse

    init(
        context: ServiceContext, request: HTTPRequest,
        answer: @escaping @Sendable (Answer) -> HTTPResponse
    ) {
        self.context = context
        self.request = request
        self.answer = answer
    }

    func response(to result: Result<Answer, any Error>) -> HTTPResponse {
        switch result {
        case .success(let value): answer(value)
        case .failure(let error): context.problem(error, for: request)
        }
    }
}
