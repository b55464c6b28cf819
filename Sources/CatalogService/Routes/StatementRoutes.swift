import Catalog
import HTTPServer
import SQL

/// The part of an xAPI learning record store that a platform posts completions to
/// (xAPI 1.0.3 and 2.0, Statements resource).
struct StatementRoutes {
    static let versionHeader = "X-Experience-API-Version"

    let context: ServiceContext

    func add(to router: inout Router) {
        let limits = RouteLimits(
            bodyBytesMax: XAPIStatement.bodyBytesMax, mediaTypes: ["application/json"])
        router.on("GET", "/xapi/about", .noBody) { _ in
            .now(
                .json(
                    ["version": XAPIStatement.versions],
                    headers: [(Self.versionHeader, XAPIStatement.versions[0])]))
        }
        router.on("POST", "/xapi/statements", limits, post)
        router.on("PUT", "/xapi/statements", limits, put)
    }

    /// The version that the request was read as.
    private static func fields(of request: HTTPRequest) -> [(name: String, value: String)] {
        let asked = request.header(versionHeader) ?? ""
        return [(versionHeader, XAPIStatement.answerVersion(to: asked))]
    }

    /// One statement or an array; the answer is the array of their ids.
    @Sendable private func post(_ request: HTTPRequest) throws -> Reply {
        try request.checkParameters(known: [])
        let fields = Self.fields(of: request)
        return try receive(request) { .json($0.map(\.id), headers: fields) }
    }

    /// One statement under the id that the address names.
    @Sendable private func put(_ request: HTTPRequest) throws -> Reply {
        try request.checkParameters(known: ["statementId"])
        guard let id = request.query.first(where: { $0.name == "statementId" })?.value else {
            throw Problem.parameter("statementId", "is missing")
        }
        let fields = Self.fields(of: request)
        return try receive(request, expecting: id) { _ in
            HTTPResponse(status: 204, headers: [("Cache-Control", "no-store")] + fields)
        }
    }

    /// All of the statements in one command: a conflict in one keeps none.
    private func receive(
        _ request: HTTPRequest, expecting id: String? = nil,
        answer: @escaping @Sendable ([XAPIStatement]) -> HTTPResponse
    ) throws -> Reply {
        let token = try BearerToken(of: request)
        guard let version = request.header(Self.versionHeader),
            XAPIStatement.speaks(version: version)
        else {
            throw Problem(
                400, "xapi_version_missing",
                "Send \(Self.versionHeader): 1.0.3 (or another 1.0.x, or 2.0.x).")
        }
        let clock = context.clock
        let state = context.state
        let statements = try XAPIStatement.parse(request.body, at: clock.now(), id: id)
        let callbacks = context.callbacks
        let unknown = UnknownOutcome.event(noted: clock.now()) { platformID in
            statements.first.map { EventDelivery($0, platformID: platformID) }
        }
        return context.write(for: request, inOrderOf: "~~" + token.text, unknown: unknown) {
            database in
            let now = clock.now()
            guard
                let platformID = try PlatformTokenStore(database).platform(of: token.text, now: now)
            else { throw Problem.unauthorized }
            unknown.setOwner(platformID)
            var news: [CompletionEvent] = []
            for statement in statements {
                let receipt = try CompletionStore(database, schemes: state.schemes).receive(
                    EventDelivery(statement, platformID: platformID), now: now)
                if !receipt.isRepeat { news.append(statement.event) }
            }
            return (platformID, news)
        } answer: { (platformID, news) in
            for event in news {
                callbacks.noteReceived(event, of: platformID, now: clock.now())
            }
            return answer(statements)
        }
    }
}
