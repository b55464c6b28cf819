import Testing

@testable import HTTPServer

/// The same requests, asked of the router and of a server that listens.
@Suite("Routes")
struct RouterTests {
    enum Way: CaseIterable {
        case router
        case socket
    }

    static let router: Router = {
        var router = Router()
        router.on("GET", "/", .noBody, text("root"))
        router.on("GET", "/v1/courses", .noBody, mirror)
        router.on("GET", "/v1/courses/{id}", .noBody, mirror)
        router.on("GET", "/v1/courses/popular", .noBody, text("popular"))
        router.on("GET", "/v1/courses/popular/{page}/x", .noBody, text("deep"))
        router.on("GET", "/v1/courses/{id}/{part}/y", .noBody, mirror)
        router.on("PUT", "/v1/courses/popular", .json, mirror)
        router.on("DELETE", "/v1/courses/{id}", .noBody, mirror)
        router.on("POST", "/v1/orders", .json, mirror)
        router.on("POST", "/v1/fail", .noBody) { _ in throw HTTPServerError.unanswered }
        return router
    }()

    /// Status, text and Allow.
    private func ask(
        _ way: Way, _ method: String, _ target: String,
        headers: [(name: String, value: String)] = [],
        body: String = ""
    ) throws -> (status: Int, text: String, headers: [String: String]) {
        switch way {
        case .router:
            let request = HTTPRequest(
                method: method,
                target: try RequestTarget(Array(target.utf8).span, queryParametersMax: 100),
                fields: HeaderFields(headers), body: Array(body.utf8), remoteAddress: "127.0.0.1")
            var response: HTTPResponse
            do {
                guard case .now(let now) = try Self.router.route(request) else { fatalError() }
                response = now
            } catch {
                response = renderPlainly(error, request)
            }
            let names = response.headers.map { ($0.name.lowercased(), $0.value) }
            return (
                response.status, String(decoding: response.body, as: UTF8.self),
                Dictionary(uniqueKeysWithValues: names)
            )
        case .socket:
            let server = try LiveServer(Self.router)
            let client = try server.client()
            var head = "\(method) \(target) HTTP/1.1\r\nHost: a\r\n"
            for header in headers { head += "\(header.name): \(header.value)\r\n" }
            if !body.isEmpty { head += "Content-Length: \(body.utf8.count)\r\n" }
            client.send(head + "\r\n" + body)
            let response = try #require(client.response(toHead: method == "HEAD"))
            return (response.status, response.text, response.headers)
        }
    }

    @Test(
        "a literal segment wins over a parameter, and each path finds its handler",
        arguments: Way.allCases)
    func matches(way: Way) throws {
        let table = [
            ("/", "root"),
            ("/v1/courses", "GET|/v1/courses|"),
            ("/v1/courses/popular", "popular"),
            ("/v1/courses/crs_1", "GET|/v1/courses/crs_1|{id}=crs_1|"),
            ("/v1/courses/popular/2/x", "deep"),
            ("/v1/courses/popular/2/y", "GET|/v1/courses/popular/2/y|{id}=popular|{part}=2|"),
            ("/v1/courses/a%2Fb", "GET|/v1/courses/a/b|{id}=a/b|"),
            ("/v1/courses/..", "GET|/v1/courses/..|{id}=..|"),
            ("/v1/courses?q=a+b%2B&q=&r&&s=%C3%A9", "GET|/v1/courses|q=a b+|q=|r=|s=é|"),
        ]
        for (target, expected) in table {
            let answer = try ask(way, "GET", target)
            #expect(answer.status == 200, "\(target)")
            #expect(answer.text == expected)
        }
    }

    @Test("what no route matches is 404", arguments: Way.allCases)
    func refusesPaths(way: Way) throws {
        for target in [
            "/v1", "/v1/", "/v1/courses/", "/v1//courses", "/v2/courses", "/v1/courses/../courses",
            "/V1/courses", "/v1/courses/popular/2/z", "//", "/v1/orders/",
        ] {
            #expect(try ask(way, "GET", target).status == 404, "\(target)")
        }
    }

    @Test("another method is 405 and names those that are allowed", arguments: Way.allCases)
    func refusesMethods(way: Way) throws {
        let get = try ask(way, "POST", "/v1/courses")
        #expect(get.status == 405)
        #expect(get.headers["allow"] == "GET, HEAD, OPTIONS")
        let post = try ask(way, "HEAD", "/v1/orders")
        #expect(post.status == 405)
        #expect(post.headers["allow"] == "OPTIONS, POST")
        let both = try ask(way, "PATCH", "/v1/courses/popular")
        #expect(both.headers["allow"] == "DELETE, GET, HEAD, OPTIONS, PUT")
        #expect(try ask(way, "get", "/v1/courses").status == 405)
        #expect(try ask(way, "DELETE", "/v1/courses/popular").status == 200)
    }

    @Test("OPTIONS names the methods", arguments: Way.allCases)
    func answersOptions(way: Way) throws {
        let answer = try ask(way, "OPTIONS", "/v1/courses/crs_1")
        #expect(answer.status == 204)
        #expect(answer.headers["allow"] == "DELETE, GET, HEAD, OPTIONS")
        #expect(try ask(way, "OPTIONS", "/nowhere").status == 404)
    }

    @Test("bodies are taken by media type, charset, encoding and size", arguments: Way.allCases)
    func checksBodies(way: Way) throws {
        func status(_ headers: [(name: String, value: String)], _ body: String = "{}") throws -> Int
        {
            try ask(way, "POST", "/v1/orders", headers: headers, body: body).status
        }
        #expect(try status([("Content-Type", "application/json")]) == 200)
        #expect(try status([("content-type", "Application/JSON; a=b ;Charset=\"UTF-8\"")]) == 200)
        #expect(try status([("Content-Type", "application/json;charset=latin1")]) == 415)
        #expect(try status([("Content-Type", "application/jsonx")]) == 415)
        #expect(try status([("Content-Type", "text/plain")]) == 415)
        #expect(try status([]) == 415)
        let json = (name: "Content-Type", value: "application/json")
        #expect(try status([json, json]) == 400)
        #expect(try status([json, ("Content-Encoding", "identity")]) == 200)
        #expect(try status([json, ("Content-Encoding", "gzip")]) == 415)
        #expect(try status([json], String(repeating: "x", count: 65536)) == 200)
        #expect(try status([json], String(repeating: "x", count: 65537)) == 413)
        let accepted = try ask(way, "POST", "/v1/orders", body: "{}")
        #expect(accepted.headers["accept"] == "application/json")
    }

    @Test("a body on a route without one is 413", arguments: Way.allCases)
    func refusesBodies(way: Way) throws {
        #expect(try ask(way, "GET", "/v1/courses", body: "x").status == 413)
    }

    @Test("what a handler throws is rendered", arguments: Way.allCases)
    func rendersErrors(way: Way) throws {
        #expect(try ask(way, "POST", "/v1/fail").status == 500)
    }

    @Test("HEAD is answered as GET is, with the length and without the body")
    func answersHead() throws {
        let server = try LiveServer(Self.router)
        let client = try server.client()
        client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
        let head = try #require(client.response(toHead: true))
        #expect(head.status == 200)
        #expect(head.headers["content-length"] == "4")
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.response()?.text == "root")
    }

    @Test("the routes can be listed, and name themselves in the request and the summary")
    func namesRoutes() throws {
        #expect(Self.router.routes.count == 10)
        #expect(Self.router.routes[2] == ("GET", "/v1/courses/{id}"))
        let server = try LiveServer(Self.router)
        let client = try server.client()
        for target in ["/v1/courses/7", "/none"] {
            client.send("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(client.response() != nil)
        }
        server.server.stop(within: 5)
        let summaries = server.summaries.all
        #expect(summaries.map(\.routePattern) == ["/v1/courses/{id}", nil])
        #expect(summaries.map(\.status) == [200, 404])
        #expect(summaries.map(\.method) == ["GET", "GET"])
        #expect(summaries.allSatisfy { $0.duration > .zero && $0.duration < .seconds(60) })
    }

    @Test("a route that is there already is a fault of the program")
    func refusesTwins() async {
        await #expect(processExitsWith: .failure) {
            var router = Router()
            router.on("GET", "/a/{x}", .noBody, text(""))
            router.on("GET", "/a/{y}", .noBody, text(""))
        }
    }
}
