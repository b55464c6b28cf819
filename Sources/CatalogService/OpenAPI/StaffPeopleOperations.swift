import Catalog

/// Who works here, and who did what.
enum StaffPeopleOperations {
    static let all: [Operation] = [
        Operation(
            method: "GET", path: "/v1/staff/people", summary: "The people of the staff",
            description: "For operators and auditors.", security: .staff,
            parameters: [
                Parameters.query("role", "Those in this role.", StaffAccountOperations.role),
                Parameters.query("state", "Those in this state.", state),
                Parameters.limit, Parameters.cursor,
            ],
            answers: [.init(status: 200, meaning: "Newest first.", schema: "StaffRecordPage")]),
        Operation(
            method: "POST", path: "/v1/staff/people", summary: "Add somebody by an invitation",
            description: "The invitation's secret is shown this once. For operators.",
            security: .staff, body: "NewStaff",
            answers: [.init(status: 201, meaning: "Added.", schema: "InvitedStaff")],
            problems: [409, 422]),
        Operation(
            method: "GET", path: "/v1/staff/people/{id}", summary: "One person",
            description: "For operators and auditors.", security: .staff,
            answers: [
                .init(
                    status: 200, meaning: "The person.", schema: "StaffRecord",
                    headers: ["ETag"])
            ], problems: [404]),
        Operation(
            method: "PUT", path: "/v1/staff/people/{id}",
            summary: "Change a person's name, role, platform or state",
            description: """
                Nobody changes their own, and one operator remains. Who is disabled is signed out \
                at once. For operators.
                """,
            security: .staff, parameters: [Parameters.ifMatch], body: "StaffChange",
            answers: [
                .init(
                    status: 200, meaning: "Changed.", schema: "StaffRecord", headers: ["ETag"])
            ], problems: [404, 409, 412, 422, 428]),
        Operation(
            method: "POST", path: "/v1/staff/people/{id}/invitation",
            summary: "Take password and second factor away, and invite anew",
            description: "Ends the person's sessions. For operators.", security: .staff,
            answers: [.init(status: 201, meaning: "Invited.", schema: "StaffInvitation")],
            problems: [404, 409]),
        Operation(
            method: "GET", path: "/v1/staff/log", summary: "Who did what",
            description: "For operators and auditors.", security: .staff,
            parameters: [
                Parameters.query("person", "What this person did.", Schemas.id("stf")),
                Parameters.query("action", "Such as course.published.", word),
                Parameters.query("subject", "What was done to this id.", word),
                Parameters.query("since", "From this time on.", Schemas.time),
                Parameters.query("until", "Before this time.", Schemas.time),
                Parameters.limit, Parameters.cursor,
            ],
            answers: [.init(status: 200, meaning: "Newest first.", schema: "StaffLogPage")]),
    ]

    private static let word: JSONValue = ["type": "string", "maxLength": 200]
    private static let state = Schemas.one(of: Staff.State.allCases.map(\.rawValue))

    static let schemas: [String: JSONValue] = [
        "NewStaff": Schemas.input(
            [
                "email": Schemas.text, "name": Schemas.text, "role": StaffAccountOperations.role,
                "platform": Schemas.orNull("string"),
            ], required: ["email", "name", "role"]),
        "StaffChange": Schemas.input(
            [
                "name": Schemas.text, "role": StaffAccountOperations.role,
                "platform": Schemas.orNull("string"), "state": state,
            ], required: ["name", "role", "state"]),
        "StaffInvitation": Schemas.whole([
            "secret": Schemas.text, "expires_at": Schemas.time, "url": Schemas.text,
        ]),
        "InvitedStaff": Schemas.whole([
            "person": Schemas.reference("Staff"),
            "invitation": Schemas.reference("StaffInvitation"),
        ]),
        "StaffRecordPage": Schemas.page("StaffRecord"),
        "StaffRecord": Schemas.object(
            [
                "id": Schemas.id("stf"), "email": Schemas.text, "name": Schemas.text,
                "role": StaffAccountOperations.role, "platform": Schemas.text, "state": state,
                "created_at": Schemas.time, "invited_until": Schemas.time,
                "can_sign_in": ["type": "boolean"],
            ],
            required: ["id", "email", "name", "role", "state", "created_at", "can_sign_in"]),
        "StaffLogPage": Schemas.page("StaffLogEntry"),
        "StaffLogEntry": Schemas.object(
            [
                "id": Schemas.id("log"), "at": Schemas.time,
                "person": Schemas.whole(["id": Schemas.id("stf"), "name": Schemas.text]),
                "action": Schemas.text, "subject": Schemas.text, "detail": Schemas.text,
            ], required: ["id", "at", "action", "subject", "detail"]),
    ]
}
