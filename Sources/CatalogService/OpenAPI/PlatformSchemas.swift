import Catalog

/// The shapes of what platforms send and get.
enum PlatformSchemas {
    static let all: [String: JSONValue] = [
        "WebhookEvent": Schemas.object(
            [
                "type": [
                    "type": "string",
                    "description": """
                    course.started, course.progressed, course.completed, certificate.issued or \
                    enrolment.cancelled; others are kept and ignored.
                    """,
                ],
                "timestamp": Schemas.time,
                "data": Schemas.object(
                    [
                        "enrolment_ref": Schemas.text, "order_id": Schemas.text,
                        "score": ["type": "number", "minimum": 0, "maximum": 100],
                        "progress": ["type": "number", "minimum": 0, "maximum": 1],
                        "completed_at": Schemas.time,
                        "certificate": Schemas.whole([
                            "number": Schemas.text, "url": ["type": "string", "format": "uri"],
                            "issued_at": Schemas.time,
                        ]),
                    ], required: []),
            ], required: ["type", "timestamp", "data"]),
        "WebhookReceipt": Schemas.whole([
            "id": Schemas.id("evt"),
            "verdict": Schemas.one(of: CompletionFinding.Verdict.allCases.map(\.rawValue)),
            "finding": Schemas.one(of: CompletionFinding.allCases.map(\.rawValue)),
            "repeated": ["type": "boolean"],
        ]),
        "KeptEventPage": Schemas.page("KeptEvent"),
        "KeptEvent": Schemas.object(
            [
                "id": Schemas.id("evt"), "platform": Schemas.text, "event_id": Schemas.text,
                "kind": Schemas.text,
                "verdict": Schemas.one(of: CompletionFinding.Verdict.allCases.map(\.rawValue)),
                "finding": Schemas.one(of: CompletionFinding.allCases.map(\.rawValue)),
                "order_id": Schemas.id("ord"), "enrolment_ref": Schemas.text,
                "repeats": Schemas.count, "received_at": Schemas.time,
            ],
            required: [
                "id", "platform", "event_id", "kind", "verdict", "finding", "repeats",
                "received_at",
            ]),
        "TokenRequest": Schemas.object(
            [
                "grant_type": ["const": "client_credentials"],
                "scope": ["const": "xapi:write"], "client_id": Schemas.text,
                "client_secret": Schemas.text,
            ], required: ["grant_type"]),
        "Token": Schemas.whole([
            "access_token": Schemas.text, "token_type": ["const": "Bearer"],
            "expires_in": Schemas.count, "scope": Schemas.text,
        ]),
        "TokenError": Schemas.object(
            ["error": Schemas.text, "error_description": Schemas.text], required: []),
        "Statement": Schemas.object(
            [
                "id": ["type": "string", "format": "uuid"], "actor": ["type": "object"],
                "verb": Schemas.object(["id": Schemas.text], required: ["id"]),
                "object": ["type": "object"], "context": ["type": "object"],
                "result": ["type": "object"], "timestamp": Schemas.time,
            ], required: ["actor", "verb", "object"]),
        "Statements": [
            "anyOf": [
                Schemas.reference("Statement"), Schemas.list(Schemas.reference("Statement")),
            ]
        ],
        "StatementIDs": Schemas.list(Schemas.text),
        "About": Schemas.whole(["version": Schemas.list(Schemas.text)]),
    ]
}
