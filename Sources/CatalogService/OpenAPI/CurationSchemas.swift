import Catalog

/// The shapes of what curators see and decide.
enum CurationSchemas {
    static let reason: JSONValue = [
        "type": "string", "minLength": 1, "maxLength": .integer(Int64(CurationReason.lengthMax)),
        "description": "Why; one line.",
    ]
    static let state = Schemas.one(of: Course.State.allCases.map(\.rawValue))

    static let all: [String: JSONValue] = [
        "CurationQueue": Schemas.object(
            [
                "items": Schemas.list(Schemas.reference("QueueEntry")),
                "counts": Schemas.object(
                    Dictionary(
                        uniqueKeysWithValues: QueueKind.allCases.map {
                            ($0.rawValue, Schemas.count)
                        }), required: QueueKind.allCases.map(\.rawValue)),
                "feeds": Schemas.list(
                    Schemas.object(
                        [
                            "platform": Schemas.text, "sync": Schemas.count,
                            "held": Schemas.count, "reason": Schemas.text,
                            "held_at": Schemas.time,
                        ], required: ["platform", "sync", "held", "held_at"])),
                "next_cursor": Schemas.text,
            ], required: ["items", "counts", "feeds"]),
        "QueueEntry": Schemas.object(
            [
                "course_id": Schemas.id("crs"), "slug": Schemas.text, "title": Schemas.text,
                "platform": Schemas.text, "category": Schemas.text, "state": state,
                "price": Schemas.rupiah,
                "kinds": Schemas.list(Schemas.one(of: QueueKind.allCases.map(\.rawValue))),
                "since": Schemas.time, "changed_fields": Schemas.list(Schemas.text),
                "flags": Schemas.list(Schemas.one(of: FlagRule.allCases.map(\.rawValue))),
                "held": Schemas.list(
                    Schemas.object(
                        ["field": Schemas.text, "old": Schemas.text, "new": Schemas.text],
                        required: ["field"])),
            ],
            required: [
                "course_id", "slug", "title", "platform", "state", "kinds", "since",
                "changed_fields", "flags", "held",
            ]),
        "CuratedCourse": course,
        "CourseChangePage": Schemas.page("CourseChange"),
        "PastFields": Schemas.whole(["as_of": Schemas.time, "fields": ["type": "object"]]),
        "CurationDecision": Schemas.object(
            [
                "id": Schemas.id("dec"), "course_id": Schemas.id("crs"), "action": Schemas.text,
                "from": state, "to": state, "reason": Schemas.text, "author": Schemas.text,
                "confirmed_by": Schemas.text, "decided_at": Schemas.time,
            ],
            required: [
                "id", "course_id", "action", "from", "to", "reason", "author", "decided_at",
            ]),
        "CurationProposal": proposal,
        "ProposalPage": Schemas.page("CurationProposal"),
        "CurationOutcome": Schemas.object(
            [
                "decision": Schemas.reference("CurationDecision"),
                "proposal": Schemas.reference("CurationProposal"),
                "override": Schemas.whole([
                    "course_id": Schemas.id("crs"), "field": Schemas.text, "value": value,
                    "source_value": value, "reason": Schemas.text, "author": Schemas.text,
                    "made_at": Schemas.time,
                ]),
            ], required: []),
        "CurationDecisionInput": Schemas.input(
            [
                "action": Schemas.one(of: CourseAction.allCases.map(\.rawValue)),
                "reason": reason,
            ], required: ["action", "reason"]),
        "OverrideInput": Schemas.input(
            ["value": value, "reason": reason], required: ["value", "reason"]),
        "RevertInput": Schemas.input(
            [
                "field": Schemas.one(of: OverrideRules.fields.map(\.rawValue)),
                "at": Schemas.time, "reason": reason,
            ], required: ["field", "at", "reason"]),
        "ReasonInput": Schemas.input(["reason": reason], required: ["reason"]),
        "BulkInput": Schemas.input(
            [
                "action": Schemas.one(of: BulkCommand.Action.allCases.map(\.rawValue)),
                "course_ids": [
                    "type": "array", "items": Schemas.id("crs"), "minItems": 1,
                    "maxItems": .integer(Int64(BulkCommand.coursesMax)),
                ],
                "reason": reason, "dry_run": ["type": "boolean"], "as_of": Schemas.time,
            ], required: ["action", "course_ids", "reason"]),
        "BulkPage": Schemas.object(["items": Schemas.list(bulk)], required: ["items"]),
        "Bulk": bulk,
        "BulkOutcome": Schemas.object(
            [
                "dry_run": ["type": "boolean"], "bulk_id": Schemas.id("blk"),
                "done": Schemas.count, "proposed": Schemas.count, "refused": Schemas.count,
                "results": Schemas.list(result),
            ], required: ["dry_run", "done", "proposed", "refused", "results"]),
    ]

    private static let bulk = Schemas.object(
        [
            "id": Schemas.id("blk"),
            "action": Schemas.one(of: BulkCommand.Action.allCases.map(\.rawValue)),
            "reason": Schemas.text, "author": Schemas.text, "made_at": Schemas.time,
            "undone_at": Schemas.time, "undone_by": Schemas.text,
            "courses": Schemas.list(
                Schemas.object(
                    [
                        "course_id": Schemas.id("crs"), "title": Schemas.text, "from": state,
                        "to": state, "proposed": ["type": "boolean"], "state": state,
                    ], required: ["course_id", "title", "from", "to", "proposed", "state"])),
        ], required: ["id", "action", "reason", "author", "made_at"])

    /// A text, a number, a list of texts, or nothing: as the field has it.
    private static let value: JSONValue = [
        "anyOf": [
            ["type": "string"], ["type": "integer"], ["type": "null"],
            ["type": "array", "items": ["type": "string"]],
        ]
    ]

    private static let course = Schemas.object(
        [
            "id": Schemas.id("crs"), "slug": Schemas.text, "platform": Schemas.text,
            "external_id": Schemas.text, "state": state, "first_seen_at": Schemas.time,
            "changed_at": Schemas.time, "looked_at": Schemas.time, "looked_by": Schemas.text,
            "actions": Schemas.list(Schemas.one(of: CourseAction.allCases.map(\.rawValue))),
            "fields": Schemas.list(
                Schemas.object(
                    [
                        "field": Schemas.text, "ours": [:], "platform": [:],
                        "overridable": ["type": "boolean"],
                        "override": Schemas.whole([
                            "reason": Schemas.text, "author": Schemas.text,
                            "made_at": Schemas.time,
                        ]),
                    ], required: ["field", "ours", "platform", "overridable"])),
            "decisions": Schemas.list(Schemas.reference("CurationDecision")),
            "proposals": Schemas.list(Schemas.reference("CurationProposal")),
        ],
        required: [
            "id", "slug", "platform", "external_id", "state", "first_seen_at", "changed_at",
            "actions", "fields", "decisions", "proposals",
        ])

    private static let proposal = Schemas.object(
        [
            "id": Schemas.id("prp"), "course_id": Schemas.id("crs"),
            "kind": Schemas.one(of: CurationProposal.Kind.allCases.map(\.rawValue)),
            "price": Schemas.rupiah, "facts": ["type": "object"], "reason": Schemas.text,
            "author": Schemas.text, "proposed_at": Schemas.time, "expires_at": Schemas.time,
            "state": Schemas.one(of: CurationProposal.State.allCases.map(\.rawValue)),
            "decided_by": Schemas.text, "decided_at": Schemas.time,
            "decision_reason": Schemas.text,
        ],
        required: [
            "id", "course_id", "kind", "facts", "reason", "author", "proposed_at", "expires_at",
            "state",
        ])

    private static let result = Schemas.object(
        [
            "course_id": Schemas.id("crs"), "title": Schemas.text,
            "outcome": Schemas.one(of: BulkResult.Outcome.allCases.map(\.rawValue)),
            "from": state, "to": state, "code": Schemas.text, "detail": Schemas.text,
            "reasons": ["type": "array"],
        ], required: ["course_id", "outcome"])
}
