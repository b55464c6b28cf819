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
        Operation(
            method: "PUT", path: "/v1/staff/me/password", summary: "Change your own password",
            description: "Ends your other sessions.", security: .staff,
            body: "StaffPasswords", answers: [.init(status: 204, meaning: "It is changed.")],
            problems: [422]),
        Operation(
            method: "GET", path: "/v1/staff/me/sessions", summary: "Your sessions",
            security: .staff,
            answers: [.init(status: 200, meaning: "Newest first.", schema: "StaffSessions")]),
        Operation(
            method: "DELETE", path: "/v1/staff/me/sessions/{id}",
            summary: "End one of your sessions", security: .staff,
            answers: [.init(status: 204, meaning: "It is ended.")], problems: [404]),
        Operation(
            method: "POST", path: "/v1/staff/invitations",
            summary: "Set a password by an invitation, and get a second factor",
            description: "Neither counts before a code of it is sent to the confirmation.",
            body: "StaffAcceptance",
            answers: [.init(status: 200, meaning: "The factor.", schema: "SecondFactor")],
            problems: [401, 422]),
        Operation(
            method: "POST", path: "/v1/staff/invitations/confirmation",
            summary: "Confirm the second factor, and sign in", body: "StaffConfirmation",
            answers: [.init(status: 201, meaning: "A token.", schema: "Session")],
            problems: [401, 422]),
    ]

    static let schemas: [String: JSONValue] = [
        "StaffSignIn": Schemas.input(
            ["email": Schemas.text, "password": Schemas.text, "code": Schemas.text],
            required: ["email", "password", "code"]),
        "StaffPasswords": Schemas.input(
            ["password": Schemas.text, "new_password": Schemas.text],
            required: ["password", "new_password"]),
        "StaffSessions": Schemas.whole([
            "items": Schemas.list(
                Schemas.whole([
                    "id": ["type": "string", "pattern": "^ses_[0-9a-f]{16}$"],
                    "created_at": Schemas.time, "expires_at": Schemas.time,
                    "current": ["type": "boolean"],
                ]))
        ]),
        "StaffAcceptance": Schemas.input(
            ["secret": Schemas.text, "password": Schemas.text],
            required: ["secret", "password"]),
        "SecondFactor": Schemas.whole([
            "email": Schemas.text, "totp_secret": Schemas.text, "otpauth_uri": Schemas.text,
        ]),
        "StaffConfirmation": Schemas.input(
            ["secret": Schemas.text, "code": Schemas.text], required: ["secret", "code"]),
        "Staff": Schemas.object(
            [
                "id": Schemas.id("stf"), "email": Schemas.text, "name": Schemas.text,
                "role": role, "platform": Schemas.text,
                "state": Schemas.one(of: Staff.State.allCases.map(\.rawValue)),
            ], required: ["id", "email", "name", "role", "state"]),
    ]

    static let role = Schemas.one(of: Staff.Role.allCases.map(\.rawValue))
}
