import Catalog
import HTTPServer
import Synchronization

/// The service's side of the reports: a webhook route, a token endpoint and a statement route,
/// which keep what came.
final class ReceivingService: Sendable {
    struct Report: Sendable {
        /// `bukalapak` for a webhook, `xapi` for a statement.
        let from: String
        let headers: [String: String]
        let body: [UInt8]
        let value: JSONValue
    }

    private let server: HTTPServer
    private let inbox: Inbox
    let url: String

    /// - Parameter refusals: how many reports are answered 503 before one is taken.
    init(refusals: Int = 0) throws {
        let left = Mutex(refusals)
        let inbox = Inbox()
        var router = Router()
        router.on("POST", "/v1/webhooks/{platform}", .json) { request in
            guard
                left.withLock({
                    $0 -= 1
                    return $0 < 0
                })
            else {
                return .now(HTTPResponse(status: 503))
            }
            inbox.keep(request, from: request.pathParameters["platform"] ?? "")
            return .now(HTTPResponse(status: 202))
        }
        let form = RouteLimits(
            bodyBytesMax: 4_096, mediaTypes: ["application/x-www-form-urlencoded"])
        router.on("POST", "/oauth2/token", form) { request in
            guard request.header("authorization")?.hasPrefix("Basic ") == true else {
                return .now(HTTPResponse(status: 401))
            }
            return .now(
                HTTPResponse(status: 200, body: Array(#"{"access_token":"service-token"}"#.utf8)))
        }
        router.on("POST", "/xapi/statements", .json) { request in
            guard request.header("authorization") == "Bearer service-token" else {
                return .now(HTTPResponse(status: 401))
            }
            inbox.keep(request, from: "xapi")
            return .now(HTTPResponse(status: 200, body: Array("[]".utf8)))
        }
        var configuration = HTTPServer.Configuration()
        configuration.port = 0
        configuration.threads = 1
        server = HTTPServer(
            configuration: configuration, router: router,
            render: { _, _ in HTTPResponse(status: 500) })
        url = "http://127.0.0.1:\(try server.start())"
        self.inbox = inbox
    }

    func stop() { server.stop(within: 1) }

    /// Waits until that many reports are there; gives up after a few seconds.
    func reports(atLeast count: Int) async throws -> [Report] {
        for _ in 0..<1_000 where inbox.all.count < count {
            try await Task.sleep(for: .milliseconds(10))
        }
        return inbox.all
    }
}

/// What came, in order.
private final class Inbox: Sendable {
    private let kept = Mutex<[ReceivingService.Report]>([])
    var all: [ReceivingService.Report] { kept.withLock { $0 } }

    func keep(_ request: HTTPRequest, from sender: String) {
        let value = try? JSON.decode(JSONValue.self, from: request.body)
        let report = ReceivingService.Report(
            from: sender,
            headers: Dictionary(request.headers.map { ($0.name.lowercased(), $0.value) }) { $1 },
            body: request.body, value: value ?? .null)
        kept.withLock { $0.append(report) }
    }
}
