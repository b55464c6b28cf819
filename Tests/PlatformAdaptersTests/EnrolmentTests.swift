import Catalog
import Foundation
import Testing

@testable import PlatformAdapters

@Suite("Enrolments")
struct EnrolmentTests {
    typealias Dialect = PlatformConfiguration.Dialect
    private static let reference = DerivedID.uuid("bukalapak", "ord_01jz0000000000000000000000")

    private static func document(_ dialect: Dialect, status: String? = "active") -> String {
        let state = status.map { #""status":"\#($0)","# } ?? ""
        let order = #""order_id":"ord_01jz0000000000000000000000""#
        return dialect == .jsonapi
            ? #"{"data":{"type":"enrolments","id":"\#(reference)","#
                + #""attributes":{\#(state)\#(order)}}}"#
            : #"{"id":"\#(reference)","course_id":"C-1",\#(state)\#(order)}"#
    }

    @Test("a derived id is a UUID of version 8, and the same each time")
    func derivedID() {
        let id = DerivedID.uuid("a", "b")
        #expect(id == DerivedID.uuid("a", "b"))
        #expect(id != DerivedID.uuid("ab", "") && id != DerivedID.uuid("a", "c"))
        #expect(UUID(uuidString: id) != nil)
        #expect(Array(id)[14] == "8" && "89ab".contains(Array(id)[19]))
    }

    @Test("a JSON:API enrolment is created under the id that follows from the order")
    func createJSONAPI() async throws {
        let bench = try Bench(.jsonapi) { _ in .answer(201, Self.document(.jsonapi)) }
        let enrolment = try await bench.platform.enrol(bench.request)
        #expect(enrolment == Enrolment(reference: Self.reference, state: .active))
        let sent = try #require(bench.server.requests.last)
        #expect(sent.method == "POST" && sent.target == "/api/enrolments")
        #expect(sent.headers["content-type"] == "application/vnd.api+json")
        #expect(
            sent.body
                == #"{"data":{"attributes":{"learner_id":"ptc_01jz0000000000000000000000","#
                + #""order_id":"ord_01jz0000000000000000000000","schedule_code":"S-1"},"#
                + #""id":"\#(Self.reference)","relationships":{"course":{"data":"#
                + #"{"id":"C-1","type":"courses"}}},"type":"enrolments"}}"#)
    }

    @Test("a CSV platform gets the order's id as idempotency key, by token or by Basic")
    func createCSV() async throws {
        for usesTokens in [true, false] {
            let bench = try Bench(.csvXAPI, tokens: usesTokens) { _ in
                .answer(201, Self.document(.csvXAPI, status: "pending"))
            }
            let enrolment = try await bench.platform.enrol(bench.request)
            #expect(enrolment == Enrolment(reference: Self.reference, state: .pending))
            let sent = try #require(bench.server.requests.last)
            #expect(sent.headers["idempotency-key"] == bench.request.orderID.value)
            let basic = Data("catalogd:s3cret".utf8).base64EncodedString()
            #expect(
                sent.headers["authorization"] == (usesTokens ? "Bearer token-1" : "Basic " + basic))
            #expect(sent.body.contains(#""course_id":"C-1""#))
        }
    }

    @Test("an enrolment that exists is read, and the order goes on")
    func conflict() async throws {
        let bench = try Bench(.jsonapi) { request in
            request.method == "POST"
                ? .answer(409, #"{"errors":[{"status":"409","detail":"exists"}]}"#)
                : .answer(200, Self.document(.jsonapi, status: nil))
        }
        let enrolment = try await bench.platform.enrol(bench.request)
        #expect(enrolment == Enrolment(reference: Self.reference, state: .active))
        #expect(bench.server.requests.last?.target == "/api/enrolments/" + Self.reference)
    }

    @Test(
        "a conflict about something that cannot be seen is no refusal",
        arguments: Dialect.restful)
    func otherConflict(dialect: Dialect) async throws {
        let bench = try Bench(dialect) { request in
            request.method == "POST"
                ? .answer(409, #"{"errors":[{"detail":"class is full"}]}"#) : .answer(404)
        }
        #expect(await bench.enrolFailure() == .conflict("class is full"))
    }

    @Test("an enrolment that is said to exist but cannot be reached is unknown")
    func unreachedConflict() async throws {
        let bench = try Bench(.jsonapi) { request in
            .answer(request.method == "POST" ? 409 : 503, headers: ["Retry-After: 90"])
        }
        guard case .unknown = await bench.enrolFailure() else {
            Issue.record("known")
            return
        }
    }

    @Test("an enrolment of another order is never taken for ours")
    func foreignEnrolment() async throws {
        let foreign = Self.document(.jsonapi).replacingOccurrences(of: "ord_01", with: "ord_02")
        let bench = try Bench(.jsonapi) { request in
            request.method == "POST" ? .answer(409) : .answer(200, foreign)
        }
        guard case .malformed = await bench.enrolFailure() else {
            Issue.record("taken")
            return
        }
    }

    @Test(
        "what an answer means for the order",
        arguments: Dialect.restful,
        [
            (400, .refused("no")), (404, .refused("no")), (422, .refused("no")),
            (401, .unauthorized("no")), (403, .unauthorized("no")),
            (429, .unavailable("no", retryAfterSeconds: 3)),
            (503, .unavailable("no", retryAfterSeconds: 3)), (500, .unknown("no")),
            (502, .unknown("no")), (504, .unknown("no")), (408, .unknown("no")),
            (302, .unknown("HTTP 302 where an answer was due")),
        ] as [(Int, PlatformFailure)])
    func meanings(dialect: Dialect, meaning: (status: Int, failure: PlatformFailure)) async throws {
        let bench = try Bench(dialect) { _ in
            .answer(
                meaning.status, #"{"errors":[{"detail":"no"}]}"#, headers: ["Retry-After: 3"])
        }
        #expect(await bench.enrolFailure() == meaning.failure)
        let posts = bench.server.requests.count { $0.target == "/api/enrolments" }
        #expect(posts == (meaning.status == 401 ? 2 : 1))
    }

    @Test(
        "a lost reply leaves the order unknown, and is not sent again", arguments: Dialect.restful)
    func lostReply(dialect: Dialect) async throws {
        var limits = HTTPLimits()
        limits.callMilliseconds = 300
        let bench = try Bench(dialect, limits: limits) { _ in [.wait(600), .close] }
        guard case .unknown = await bench.enrolFailure() else {
            Issue.record("known")
            return
        }
        #expect(bench.server.requests.count { $0.target == "/api/enrolments" } == 1)
    }

    @Test(
        "a success that cannot be read leaves the order unknown", arguments: Dialect.restful,
        ["", "[]", "{}", #"{"data":{"type":"enrolments","id":"","status":"x"},"id":""}"#])
    func unreadable(dialect: Dialect, body: String) async throws {
        let bench = try Bench(dialect) { _ in .answer(201, body) }
        guard case .unknown = await bench.enrolFailure() else {
            Issue.record("known")
            return
        }
    }

    @Test("a platform that cannot be reached has done nothing", arguments: Dialect.restful)
    func unreachable(dialect: Dialect) async throws {
        let configuration = PlatformConfiguration(
            id: "x", name: "X", dialect: dialect, baseURL: "http://127.0.0.1:1",
            credentials: [
                "client_id": "a", "client_secret": "b", "token_url": "http://127.0.0.1:1/t",
            ], webhookSecret: nil, publish: .automatic, enabled: true)
        let platform = try PlatformAdapters.make(
            configuration, tools: AdapterTools(client: HTTPClient(workersMax: 1)))
        let bench = try Bench(dialect) { _ in .answer(200) }
        do throws(PlatformFailure) {
            _ = try await platform.enrol(bench.request)
            Issue.record("enrolled")
        } catch {
            guard case .unavailable = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test("a look-up finds what is there and nothing else", arguments: Dialect.restful)
    func lookUp(dialect: Dialect) async throws {
        let bench = try Bench(dialect) { request in
            request.target.hasSuffix("/known%2F1")
                ? .answer(200, Self.document(dialect, status: "completed")) : .answer(404)
        }
        let platform = bench.platform
        let found = try await platform.enrolment(of: bench.request, reference: "known/1")
        #expect(found == Enrolment(reference: Self.reference, state: .completed))
        #expect(try await platform.enrolment(of: bench.request, reference: "other") == nil)
        await #expect(throws: PlatformFailure.self) {
            try await platform.enrolment(of: bench.request, reference: "..")
        }
    }

    @Test("without a reference, JSON:API is asked by the derived id, CSV by the same request")
    func lookUpLost() async throws {
        let json = try Bench(.jsonapi) { _ in .answer(200, Self.document(.jsonapi)) }
        #expect(try await json.platform.enrolment(of: json.request, reference: nil) != nil)
        #expect(json.server.requests.last?.method == "GET")
        #expect(json.server.requests.last?.target == "/api/enrolments/" + Self.reference)
        let csv = try Bench(.csvXAPI) { _ in .answer(200, Self.document(.csvXAPI)) }
        #expect(try await csv.platform.enrolment(of: csv.request, reference: nil) != nil)
        #expect(csv.server.requests.last?.method == "POST")
        let refused = try Bench(.csvXAPI) { _ in .answer(422) }
        #expect(try await refused.platform.enrolment(of: refused.request, reference: nil) == nil)
    }

    @Test("a cancellation is carried out, and one already gone counts", arguments: Dialect.restful)
    func cancel(dialect: Dialect) async throws {
        for status in [200, 202, 204, 404, 410] {
            let bench = try Bench(dialect) { _ in .answer(status) }
            try await bench.platform.cancel(bench.request, reference: "e-1")
            #expect(bench.server.requests.last?.method == "DELETE")
            #expect(bench.server.requests.last?.target == "/api/enrolments/e-1")
        }
        let bench = try Bench(dialect) { _ in .answer(409, #"{"message":"already begun"}"#) }
        await #expect(throws: PlatformFailure.refused("already begun")) {
            try await bench.platform.cancel(bench.request, reference: "e-1")
        }
    }

    @Test(
        "a configuration names what it lacks",
        arguments: [
            ("client_id", "credentials.client_id"), ("client_secret", "credentials.client_secret"),
            ("token_url", "credentials.token_url"), ("base_url", "base_url"),
        ])
    func configuration(dropped: String, key: String) throws {
        var credentials = ["client_id": "a", "client_secret": "b", "token_url": "http://a/t"]
        credentials[dropped] = nil
        let configuration = PlatformConfiguration(
            id: "x", name: "X", dialect: .jsonapi,
            baseURL: dropped == "base_url" ? "ftp://x" : "http://a", credentials: credentials,
            webhookSecret: nil, publish: .automatic, enabled: true)
        let tools = AdapterTools(client: HTTPClient(workersMax: 1))
        do throws(PlatformConfigurationFault) {
            _ = try PlatformAdapters.make(configuration, tools: tools)
            Issue.record("made")
        } catch {
            #expect(error.key == key && error.platform == "x")
        }
    }
}

extension PlatformConfiguration.Dialect {
    /// Those whose enrolments are resources that are posted, looked up and deleted.
    fileprivate static let restful: [Self] = [.jsonapi, .csvXAPI]
}
