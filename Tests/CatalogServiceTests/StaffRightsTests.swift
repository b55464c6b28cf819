import Catalog
import HTTPServer
import Testing

@testable import CatalogService

@Suite("Rights of the staff")
struct StaffRightsTests {
    /// One operation, and who may call it; everybody else is refused.
    struct Right: Sendable, CustomTestStringConvertible {
        let method: String
        let path: String
        let roles: Set<Staff.Role>
        var body = ""
        var mediaType = "application/json"

        var testDescription: String { "\(method) \(path)" }
    }

    static let everybody = Set(Staff.Role.allCases)

    private static let nobody = "stf_00000000000000000000000009"

    private static let event = "evt_00000000000000000000000009"

    static let rights: [Right] = [
        Right(method: "GET", path: "/v1/staff/me/sessions", roles: everybody),
        Right(
            method: "DELETE", path: "/v1/staff/me/sessions/ses_0000000000000000",
            roles: everybody),
        Right(
            method: "PUT", path: "/v1/staff/me/password", roles: everybody,
            body: #"{"password":"x","new_password":"short"}"#),
        Right(method: "GET", path: "/v1/staff/people", roles: [.operator, .auditor]),
        Right(method: "GET", path: "/v1/staff/people/\(nobody)", roles: [.operator, .auditor]),
        Right(
            method: "POST", path: "/v1/staff/people", roles: [.operator],
            body: #"{"email":"x","name":"x","role":"auditor"}"#),
        Right(
            method: "PUT", path: "/v1/staff/people/\(nobody)", roles: [.operator],
            body: #"{"name":"x","role":"auditor","state":"active"}"#),
        Right(
            method: "POST", path: "/v1/staff/people/\(nobody)/invitation", roles: [.operator]),
        Right(method: "GET", path: "/v1/staff/overview?weeks=4", roles: [.operator, .auditor]),
        Right(method: "GET", path: "/v1/staff/log", roles: [.operator, .auditor]),
        Right(method: "GET", path: "/v1/staff/me", roles: everybody),
        Right(method: "GET", path: "/v1/platforms/bukalapak/health", roles: everybody),
        Right(method: "GET", path: "/v1/platforms/bukalapak/syncs", roles: everybody),
        Right(
            method: "GET", path: "/v1/platforms/tokopedia/syncs", roles: Staff.Role.employees),
        Right(method: "GET", path: "/v1/platforms/bukalapak/syncs/1", roles: everybody),
        Right(
            method: "PUT", path: "/v1/courses/crs_00000000000000000000000000/fixed-price",
            roles: [.curator, .chiefCurator], body: #"{"price":1}"#),
        Right(
            method: "DELETE", path: "/v1/courses/crs_00000000000000000000000000/fixed-price",
            roles: [.curator, .chiefCurator]),
        Right(
            method: "POST", path: "/v1/platforms/nowhere/syncs",
            roles: [.operator, .chiefCurator], body: "{}"),
        Right(
            method: "GET", path: "/v1/platforms/bukalapak/events",
            roles: [.operator, .auditor, .partner]),
        Right(
            method: "GET", path: "/v1/platforms/tokopedia/events", roles: [.operator, .auditor]),
        Right(
            method: "GET", path: "/v1/platforms/bukalapak/events/\(event)",
            roles: [.operator, .auditor, .partner]),
        Right(
            method: "POST", path: "/v1/platforms/bukalapak/events/\(event)/judgement",
            roles: [.operator]),
        Right(
            method: "GET", path: "/v1/platforms/tokopedia/refusals", roles: [.operator, .auditor]),
        Right(
            method: "GET", path: "/v1/staff/webhook-events", roles: [.operator, .auditor]),
        Right(
            method: "GET", path: "/v1/courses/crs_00000000000000000000000000/changes",
            roles: Staff.Role.employees),
    ]

    /// Those of the other rooms too.
    static let all = rights + CurationRights.rights + FlagRights.rights

    @Test("each operation is for the roles that it is meant for, and for nobody else")
    func table() async throws {
        let stage = try await StaffStage()
        for right in Self.all {
            func status(_ token: String?) async throws -> Int {
                try await stage.send(
                    right.method, right.path, token: token, body: right.body,
                    headers: right.body.isEmpty ? [] : [("Content-Type", right.mediaType)]
                ).status
            }
            let words = Comment(rawValue: right.testDescription)
            #expect(try await status(nil) == 401, words)
            #expect(try await status("nonsense") == 401, words)
            #expect(try await status(stage.participant) == 401, words)
            for role in Staff.Role.allCases {
                let status = try await status(stage.tokens[role])
                if right.roles.contains(role) {
                    #expect(![401, 403].contains(status), "\(words): \(role)")
                } else {
                    // A partner learns of other platforms no more than that there is nothing.
                    #expect(status == 403 || role == .partner && status == 404, "\(words): \(role)")
                }
            }
        }
    }

    @Test("every operation for staff stands in the table")
    func complete() {
        let described = OpenAPIDocument.operations.filter { $0.security == .staff }
        for operation in described {
            let pattern = operation.path.split(separator: "/")
            let isListed = Self.all.contains { right in
                let path = right.path.split(separator: "?")[0].split(separator: "/")
                return right.method == operation.method && path.count == pattern.count
                    && zip(path, pattern).allSatisfy { $1.hasPrefix("{") || $0 == $1 }
            }
            #expect(isListed, "\(operation.method) \(operation.path)")
        }
    }

    @Test("someone who is disabled is nobody at once")
    func disabled() async throws {
        let stage = try await StaffStage()
        let token = stage.tokens[.auditor]
        #expect(try await stage.send("GET", "/v1/staff/me", token: token).status == 200)
        try await stage.service.context.commands.run { database in
            _ = try database.run("UPDATE staff SET state = 'disabled' WHERE role = 'auditor'")
        }
        #expect(try await stage.send("GET", "/v1/staff/me", token: token).status == 401)
    }

    @Test("signing in takes password and code, and says no more than that it did not fit")
    func signIn() async throws {
        let stage = try await StaffStage()
        func signIn(_ email: String, _ password: String, _ code: String) async throws -> Int {
            try await stage.send(
                "POST", "/v1/staff/sessions",
                body: """
                    {"email":"\(email)","password":"\(password)","code":"\(code)"}
                    """
            ).status
        }
        let password = StaffStage.password
        #expect(try await signIn("operator@example.id", password, "000000") == 401)
        #expect(try await signIn("operator@example.id", "belajar", stage.code) == 401)
        #expect(try await signIn("nobody@example.id", password, stage.code) == 401)
        #expect(try await signIn("orang@example.id", password, stage.code) == 401)
        #expect(try await signIn("operator@example.id", password, stage.code) == 201)
        #expect(try await signIn("operator@example.id", password, stage.code) == 401)
        for _ in 0..<10 { _ = try await signIn("auditor@example.id", "belajar", "0") }
        #expect(try await signIn("auditor@example.id", password, stage.code) == 429)
    }

    @Test("a person is changed only by who has seen them as they are")
    func conditional() async throws {
        let stage = try await StaffStage()
        let token = stage.tokens[.operator]
        let path = "/v1/staff/people/\(stage.people[.curator]!.id)"
        let read = try await stage.send("GET", path, token: token)
        let tag = try #require(read.headers.first { $0.name == "ETag" }?.value)
        func put(_ role: String, _ tag: String?) async throws -> Int {
            try await stage.send(
                "PUT", path, token: token,
                body: #"{"name":"C","role":"\#(role)","state":"active"}"#,
                headers: tag.map { [("If-Match", $0)] } ?? []
            ).status
        }
        #expect(try await put("auditor", nil) == 428)
        #expect(try await put("partner", tag) == 422, "a partner has a platform")
        #expect(try await put("auditor", tag) == 200)
        #expect(try await put("curator", tag) == 412)
    }

    @Test("an operator invites, the invited sets up both, signs in, and changes the password")
    func invitation() async throws {
        let stage = try await StaffStage()
        let added = try await stage.send(
            "POST", "/v1/staff/people", token: stage.tokens[.operator],
            body: """
                {"email":"new@example.id","name":"New","role":"partner","platform":"bukalapak"}
                """)
        #expect(added.status == 201)
        let invitation = try #require(
            try StaffStage.object(added)["invitation"] as? [String: Any])
        let secret = try #require(invitation["secret"] as? String)
        func accept(_ password: String) async throws -> HTTPResponse {
            try await stage.send(
                "POST", "/v1/staff/invitations",
                body: #"{"secret":"\#(secret)","password":"\#(password)"}"#)
        }
        #expect(try await accept("short").status == 422)
        let prepared = try StaffStage.object(try await accept("kata sandi baru"))
        let factor = try #require(
            (prepared["totp_secret"] as? String).flatMap(SecondFactor.init(base32:)))
        let code = factor.code(step: SecondFactor.step(at: stage.clock.now))
        let confirmed = try await stage.send(
            "POST", "/v1/staff/invitations/confirmation",
            body: #"{"secret":"\#(secret)","code":"\#(code)"}"#)
        #expect(confirmed.status == 201)
        let token = try #require(try StaffStage.object(confirmed)["token"] as? String)
        func change(_ old: String) async throws -> Int {
            try await stage.send(
                "PUT", "/v1/staff/me/password", token: token,
                body: #"{"password":"\#(old)","new_password":"kata sandi lain"}"#
            ).status
        }
        #expect(try await change("kata sandi lama") == 422)
        #expect(try await change("kata sandi baru") == 204)
        #expect(try await stage.send("GET", "/v1/staff/me/sessions", token: token).status == 200)
    }
}
