import Catalog
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

        var testDescription: String { "\(method) \(path)" }
    }

    static let everybody = Set(Staff.Role.allCases)

    static let rights: [Right] = [
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
            method: "GET", path: "/v1/staff/webhook-events", roles: [.operator, .auditor]),
        Right(
            method: "GET", path: "/v1/courses/crs_00000000000000000000000000/changes",
            roles: Staff.Role.employees),
    ]

    /// Those of the other rooms too.
    static let all = rights + CurationRights.rights

    @Test("each operation is for the roles that it is meant for, and for nobody else")
    func table() async throws {
        let stage = try await StaffStage()
        for right in Self.all {
            func status(_ token: String?) async throws -> Int {
                try await stage.send(
                    right.method, right.path, token: token, body: right.body
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
}
