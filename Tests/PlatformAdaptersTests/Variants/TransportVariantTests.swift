import Catalog
import Foundation
import Testing

@testable import PlatformAdapters

/// What HTTP and OAuth 2 allow a server to do otherwise than ours does.
@Suite("Legal variants of HTTP and OAuth 2")
struct TransportVariantTests {
    private static let feed = "id,title,price,currency\nC-1,T,1000,IDR\n"

    private static func raw(_ head: String, _ body: [UInt8]) -> [ScriptedServer.Step] {
        [.send(Array((head + "\r\n\r\n").utf8) + body), .close]
    }

    @Test(
        "an answer is read however its length is told",
        arguments: [
            "HTTP/1.0 200 OK\r\nContent-Type: text/csv",
            "HTTP/1.1 103 Early Hints\r\nETag: \"x\"\r\n\r\nHTTP/1.1 200 OK\r\nConnection: close",
            "HTTP/1.1 200 \r\nconnection: CLOSE\r\nETAG:W/\"é\"",
        ])
    func closeDelimited(head: String) async throws {
        let bench = try Bench(.csvXAPI) { _ in Self.raw(head, Array(Self.feed.utf8)) }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["C-1"])
        #expect((harvest.end.cursor != nil) == head.contains("ETAG"))
    }

    @Test("a chunked answer may have extensions and trailers")
    func chunked() async throws {
        let half = Self.feed.utf8.count / 2
        let parts = [Self.feed.prefix(half), Self.feed.dropFirst(half)]
        let chunks = parts.map { "\(String($0.utf8.count, radix: 16));x=\"y\"\r\n\($0)\r\n" }
        let body = chunks.joined() + "0\r\nExpires: 0\r\n\r\n"
        let bench = try Bench(.csvXAPI) { _ in
            [.send(Array(("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body).utf8))]
        }
        #expect(try await bench.read().ids == ["C-1"])
    }

    @Test("a byte order mark before JSON is skipped", arguments: PlatformConfiguration.Dialect.json)
    func byteOrderMark(dialect: PlatformConfiguration.Dialect) async throws {
        let bench = try Bench(dialect) { _ in .answer(200, "\u{FEFF}" + dialect.emptyCatalogue) }
        let harvest = try await bench.read()
        #expect(harvest.listings.isEmpty && harvest.end.isComplete)
    }

    @Test(
        "an answer with a token may leave out, and write, what it likes",
        arguments: [
            #""token_type":"Bearer""#, #""token_type":"BEARER","expires_in":"3600""#,
            #""expires_in":null,"refresh_token":null,"scope":"""#, #""expires_in":3600.0"#,
            #""token_type":"bearer","expires_in":0,"created_at":1,"x":{"y":[]}"#,
        ])
    func tokens(members: String) async throws {
        let server = ScriptedServer { request in
            guard request.target == "/t" else {
                return request.headers["authorization"] == "Bearer t-1"
                    ? .answer(200, #"{"data":[]}"#) : .answer(401)
            }
            return .answer(200, #"{"access_token":"t-1",\#(members)}"#)
        }
        let platform = try PlatformAdapters.make(
            PlatformConfiguration(
                id: "x", name: "X", dialect: .jsonapi, baseURL: server.base,
                credentials: [
                    "client_id": "a", "client_secret": "b", "token_url": server.base + "/t",
                ], webhookSecret: nil, publish: .automatic, enabled: true),
            tools: AdapterTools(client: HTTPClient(workersMax: 1)))
        let end = try await platform.catalogue(since: nil) { _ in }
        #expect(end.isComplete)
    }

    @Test("a token endpoint that takes Basic alone, and as it is, gets it so")
    func plainBasic() async throws {
        let plain = "Basic " + Data("client:s3c+r/t=".utf8).base64EncodedString()
        let server = ScriptedServer { request in
            request.headers["authorization"] == plain
                ? .token("t") : .answer(401, #"{"error":"invalid_client"}"#)
        }
        let tokens = AccessTokens(
            client: HTTPClient(workersMax: 1),
            endpoint: try #require(HTTPAddress(server.base + "/t")),
            credentials: ClientCredentials(id: "client", secret: "s3c+r/t="),
            limits: HTTPLimits(), clock: ManualClock(Instant(milliseconds: 0)).clock)
        #expect(try await tokens.token().text == "t")
        #expect(server.requests.count == 3)
    }

    @Test("403 to a token that was kept may mean that it has expired; to a new one it is a no")
    func forbidden() async throws {
        let bench = try Bench(.openedx) { request in
            let token = Int(request.headers["authorization"]?.split(separator: "-").last ?? "")
            let isSecondPage = request.target.contains("offset=100")
            guard isSecondPage else {
                return .answer(200, #"{"count":0,"results":[],"next":"?limit=100&offset=100"}"#)
            }
            return token == 1
                ? .answer(403, #"{"detail":"Signature has expired."}"#)
                : .answer(200, #"{"count":0,"results":[],"next":null}"#)
        }
        #expect(try await bench.read().end.isComplete)
        let refused = try Bench(.openedx) { _ in .answer(403, #"{"detail":"no"}"#) }
        #expect(await refused.failure() == .unauthorized("no"))
        #expect(refused.server.requests.count { $0.method == "GET" } == 1)
    }

    @Test("a server that calls itself http behind a proxy for TLS keeps our scheme")
    func schemes() throws {
        let page = try #require(HTTPAddress("https://a.example/v2/courses?page=1"))
        #expect(
            page.page("http://a.example/v2/courses?page=2")?.text
                == "https://a.example/v2/courses?page=2")
        #expect(page.page("?page=2")?.text == "https://a.example/v2/courses?page=2")
        for other in [
            "http://b.example/v2", "http://a.example:8080/v2", "https://a.example:8443/v2",
            "ftp://a.example/v2", "file:///etc/passwd", "//b.example/",
        ] {
            #expect(page.page(other) == nil)
        }
    }
}

extension PlatformConfiguration.Dialect {
    /// Those whose catalogue is JSON.
    static let json: [Self] = [.prakerja, .openedx, .moodle, .jsonapi, .graphql, .odata]

    /// A catalogue without courses.
    var emptyCatalogue: String {
        switch self {
        case .prakerja: "[]"
        case .openedx: #"{"count":0,"next":null,"previous":null,"results":[]}"#
        case .moodle: #"{"courses":[],"warnings":[]}"#
        case .jsonapi: #"{"data":[]}"#
        case .graphql: #"{"data":\#(GraphQLScript.page([]))}"#
        case .odata: #"{"value":[]}"#
        case .csvXAPI: "id,title,price,currency\n"
        case .oaipmhLTI: OAIScript.fault("noRecordsMatch")
        default: preconditionFailure("nothing is scripted for \(self)")
        }
    }
}
