import Catalog

/// How staff sign in, and who they are.
enum StaffAccountOperations {
    static let all: [Operation] = [
        Operation(
            method: "POST", path: "/v1/staff/sessions", summary: "Sign in as staff",
            description: """
                Apart from participants: by password and a code of the second factor (RFC 6238). \
                A code counts once. Whatever does not fit brings the same answer. \
                DELETE /v1/sessions/current signs out.
                """,
            body: "StaffSignIn",
            answers: [.init(status: 201, meaning: "A token.", schema: "Session")],
            problems: [401, 422]),
        Operation(
            method: "GET", path: "/v1/staff/me", summary: "Who the token stands for",
            security: .staff,
            answers: [.init(status: 200, meaning: "You.", schema: "Staff")]),
    ]

    static let schemas: [String: JSONValue] = [
        "StaffSignIn": Schemas.input(
            ["email": Schemas.text, "password": Schemas.text, "code": Schemas.text],
            required: ["email", "password", "code"]),
        "Staff": Schemas.object(
            [
                "id": Schemas.id("stf"), "email": Schemas.text, "name": Schemas.text,
                "role": role, "platform": Schemas.text,
                "state": Schemas.one(of: Staff.State.allCases.map(\.rawValue)),
            ], required: ["id", "email", "name", "role", "state"]),
    ]

    static let role = Schemas.one(of: Staff.Role.allCases.map(\.rawValue))
}
