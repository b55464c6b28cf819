@testable import HTTPServer

/// A server on a free port, stopped when it goes out of scope.
final class LiveServer {
    let server: HTTPServer
    let port: UInt16
    let summaries = Summaries()

    final class Summaries: Sendable {
        private let list = Guarded<[RequestSummary]>([])
        var all: [RequestSummary] { list.withLock { $0 } }
        func add(_ summary: RequestSummary) { list.withLock { $0.append(summary) } }
    }

    init(
        _ router: Router, configure: (inout HTTPServer.Configuration) -> Void = { _ in }
    ) throws {
        var configuration = HTTPServer.Configuration()
        configuration.port = 0
        configuration.threads = 2
        configure(&configuration)
        server = HTTPServer(
            configuration: configuration, router: router, render: renderPlainly,
            finish: { [summaries] in summaries.add($0) })
        port = try server.start()
    }

    deinit { server.stop(within: 5) }

    func client() throws -> RawClient { try RawClient(port: port, of: self) }

    /// Sends one request on a connection of its own, and returns the first answer.
    func ask(_ request: String) throws -> RawResponse? {
        let client = try client()
        client.send(request)
        return client.response()
    }
}

/// The error as text, with the status that a service would give it.
@Sendable func renderPlainly(_ error: any Error, _ request: HTTPRequest?) -> HTTPResponse {
    let refusal = error as? HTTPRefusal
    return HTTPResponse(
        status: refusal?.status ?? 500, headers: refusal?.headers ?? [],
        body: Array("\(error)".utf8))
}

/// A handler that answers with this text.
func text(_ text: String) -> Handler {
    { _ in .now(HTTPResponse(status: 200, body: Array(text.utf8))) }
}

/// A handler that answers with what it saw of the request.
@Sendable func mirror(_ request: HTTPRequest) -> Reply {
    let parts =
        [request.method, request.path]
        + request.pathParameters.sorted { $0.key < $1.key }.map { "{\($0.key)}=\($0.value)" }
        + request.query.map { "\($0.name)=\($0.value)" }
        + [String(decoding: request.body, as: UTF8.self)]
    return .now(HTTPResponse(status: 200, body: Array(parts.joined(separator: "|").utf8)))
}

/// Empties a list of responders, which would keep their server alive for ever where one of its
/// handlers holds the list.
func takeAll(_ responders: inout [Responder]) -> [Responder] {
    defer { responders = [] }
    return responders
}
