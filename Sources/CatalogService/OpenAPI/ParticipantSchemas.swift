import Catalog

/// The shapes of what belongs to a participant.
enum ParticipantSchemas {
    static let all: [String: JSONValue] = [
        "SignIn": Schemas.input(
            [
                "email": ["type": "string", "maxLength": 254],
                "password": ["type": "string", "maxLength": 256],
            ], required: ["email", "password"]),
        "Session": Schemas.whole(["token": Schemas.text, "expires_at": Schemas.time]),
        "Participant": Schemas.object(
            [
                "id": Schemas.id("ptc"), "name": Schemas.text, "email": Schemas.text,
                "phone": Schemas.text,
                "regency": Schemas.object(
                    ["code": Schemas.text, "name": Schemas.text], required: ["code"]),
            ], required: ["id", "name", "email"]),
        "Sessions": Schemas.whole([
            "items": Schemas.list(
                Schemas.object(
                    [
                        "id": Schemas.text, "created_at": Schemas.time,
                        "expires_at": Schemas.time, "address": Schemas.text,
                        "agent": Schemas.text, "current": ["type": "boolean"],
                    ], required: ["id", "created_at", "expires_at", "current"]))
        ]),
        "MessageMark": Schemas.input(["until": Schemas.time], required: ["until"]),
        "MessagePage": Schemas.object(
            [
                "items": Schemas.list(Schemas.reference("Message")),
                "unread_count": Schemas.count, "next_cursor": Schemas.text,
            ], required: ["items", "unread_count"]),
        "Message": Schemas.object(
            [
                "kind": Schemas.one(of: Message.Kind.allCases.map(\.rawValue)),
                "at": Schemas.time, "unread": ["type": "boolean"],
                "order_id": Schemas.id("ord"), "course_title": Schemas.text,
                "platform": Schemas.whole(["id": Schemas.text]), "amount": Schemas.rupiah,
                "detail": Schemas.text, "certificate_id": Schemas.id("crt"),
            ],
            required: [
                "kind", "at", "unread", "order_id", "course_title", "platform", "amount",
            ]),
        "Card": Schemas.object(
            [
                "number": ["type": "string", "pattern": "^[0-9]{16}$"],
                "state": Schemas.one(of: Card.State.allCases.map(\.rawValue)),
                "balance": Schemas.rupiah,
                "scheme": Schemas.object(
                    [
                        "id": Schemas.text, "name": Schemas.text,
                        "training_balance": Schemas.rupiah,
                    ], required: ["id", "name"]),
                "accepted_at": Schemas.time, "buy_before": Schemas.time,
                "expires_on": Schemas.time,
                "entries": Schemas.list(
                    Schemas.object(
                        [
                            "id": Schemas.id("trf"), "at": Schemas.time,
                            "amount": Schemas.rupiah, "reason": Schemas.text,
                            "order_id": Schemas.id("ord"), "course_title": Schemas.text,
                        ], required: ["id", "at", "amount", "reason"])),
                "next_cursor": Schemas.text,
            ],
            required: [
                "number", "state", "balance", "scheme", "accepted_at", "buy_before",
                "expires_on", "entries",
            ]),
        "PayoutAccountInput": Schemas.input(
            [
                "kind": Schemas.one(of: PayoutAccount.Kind.allCases.map(\.rawValue)),
                "account_number": ["type": "string", "pattern": "^[0-9]{6,20}$"],
                "holder_nik": ["type": "string", "pattern": "^[0-9]{16}$"],
            ], required: ["kind", "account_number", "holder_nik"]),
        "PayoutAccount": Schemas.whole([
            "kind": Schemas.one(of: PayoutAccount.Kind.allCases.map(\.rawValue)),
            "account_number": Schemas.text,
            "state": Schemas.one(of: PayoutAccount.State.allCases.map(\.rawValue)),
            "changed_at": Schemas.time,
        ]),
        "CompletionPage": Schemas.page("Completion"),
        "Completion": Schemas.object(
            [
                "id": Schemas.id("cmp"), "order_id": Schemas.id("ord"),
                "course": courseReference, "completed_at": Schemas.time,
                "score": ["type": "number"], "certificate_id": Schemas.id("crt"),
                "recorded_at": Schemas.time,
            ], required: ["id", "order_id", "course", "completed_at", "recorded_at"]),
        "CertificatePage": Schemas.page("Certificate"),
        "Certificate": Schemas.whole(
            certificate.merging([
                "order_id": Schemas.id("ord"), "url": Schemas.text, "check_path": Schemas.text,
            ]) { $1 }),
        "PublicCertificate": Schemas.whole(
            certificate.merging([
                "valid": ["type": "boolean"], "holder": Schemas.text,
                "recorded_at": Schemas.time, "digest_text": Schemas.text,
            ]) { $1 }),
        "Incentives": Schemas.object(
            [
                "state": Schemas.one(of: ["eligible", "not_yet", "ineligible"]),
                "order_id": Schemas.id("ord"),
                "conditions": Schemas.list(
                    Schemas.object(
                        [
                            "rule": Schemas.text, "met": ["type": "boolean"],
                            "missing": Schemas.text,
                        ],
                        required: ["rule", "met"])),
                "instalments": Schemas.list(
                    Schemas.whole([
                        "due_on": Schemas.day, "amount": Schemas.rupiah,
                        "state": Schemas.one(of: Instalment.State.allCases.map(\.rawValue)),
                        "kind": Schemas.one(of: Instalment.Kind.allCases.map(\.rawValue)),
                        "number": Schemas.count,
                    ])),
            ], required: ["state", "conditions", "instalments"]),
    ]

    private static let courseReference = Schemas.object(
        [
            "id": Schemas.id("crs"), "title": Schemas.text, "provider": Schemas.text,
            "platform": Schemas.whole(["id": Schemas.text]),
        ], required: ["id", "title"])

    private static let certificate: [String: JSONValue] = [
        "id": Schemas.id("crt"), "course": courseReference,
        "platform": Schemas.whole(["id": Schemas.text]), "number": Schemas.text,
        "issued_at": Schemas.time,
        "state": Schemas.one(of: Certificate.Standing.allCases.map(\.rawValue)),
        "digest": ["type": "string", "pattern": "^[0-9a-f]{64}$"],
    ]
}
