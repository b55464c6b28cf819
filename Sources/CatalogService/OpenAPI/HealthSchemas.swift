import Catalog

/// The shapes of what staff see of platforms, and of a course's past.
enum HealthSchemas {
    static let all: [String: JSONValue] = [
        "PlatformHealth": Schemas.object(
            [
                "platform": Schemas.text, "name": Schemas.text, "dialect": Schemas.text,
                "state": Schemas.one(of: [
                    "up", "degraded", "down", "credentials_refused", "unknown", "disabled",
                ]),
                "detail": Schemas.text,
                "calls": Schemas.object(
                    [
                        "window_seconds": Schemas.count, "count": Schemas.count,
                        "success_rate": ["type": "number", "minimum": 0, "maximum": 1],
                        "median_ms": number, "p99_ms": number,
                        "last_answered_at": Schemas.time,
                        "last_failure": Schemas.whole([
                            "at": Schemas.time, "detail": Schemas.text,
                        ]),
                    ], required: ["window_seconds", "count"]),
                "circuit": Schemas.one(of: ["closed", "open", "half_open"]),
                "credentials": Schemas.one(of: ["accepted", "refused", "unknown"]),
                "syncs": Schemas.object(
                    [
                        "last_good_at": Schemas.time, "last": Schemas.reference("Sync"),
                        "held_changes": Schemas.count,
                    ], required: ["held_changes"]),
                "callbacks": Schemas.whole([
                    "received": Schemas.count, "refused": Schemas.count, "hints": Schemas.count,
                    "doubtful": Schemas.count,
                    "delay": Schemas.object(
                        ["count": Schemas.count, "median_ms": number, "p99_ms": number],
                        required: ["count"]),
                ]),
                "outbox": Schemas.object(
                    ["calls": Schemas.count, "oldest_at": Schemas.time], required: ["calls"]),
                "polls": Schemas.object(
                    [
                        "possible": ["type": "boolean"], "failures": Schemas.count,
                        "last_error": Schemas.text,
                    ], required: ["possible", "failures"]),
            ],
            required: [
                "platform", "name", "dialect", "state", "detail", "calls", "circuit",
                "credentials", "syncs", "callbacks", "outbox", "polls",
            ]),
        "SyncPage": Schemas.page("Sync"),
        "Sync": sync,
        "SyncNote": Schemas.object(
            [
                "kind": Schemas.one(of: ["rejected", "held", "unknown_word"]),
                "record": Schemas.text, "reason": Schemas.text, "field": Schemas.text,
                "old": Schemas.orNull("string"), "new": Schemas.orNull("string"),
            ], required: ["kind", "record", "reason"]),
        "PastPage": Schemas.object(
            [
                "as_of": Schemas.time, "items": Schemas.list(["type": "object"]),
                "next_cursor": Schemas.orNull("string"),
            ], required: ["as_of", "items", "next_cursor"]),
        "CoursePageOfAnyTime": [
            "anyOf": [Schemas.reference("CoursePage"), Schemas.reference("PastPage")]
        ],
        "SyncStart": Schemas.input(
            ["full": ["type": "boolean"], "accept": ["type": "boolean"]], required: []),
        "Judgement": Schemas.whole([
            "verdict": Schemas.one(of: CompletionFinding.Verdict.allCases.map(\.rawValue)),
            "finding": Schemas.one(of: CompletionFinding.allCases.map(\.rawValue)),
        ]),
        "Refusals": Schemas.whole([
            "items": Schemas.list(
                Schemas.whole([
                    "at": Schemas.time, "reason": Schemas.text, "address": Schemas.text,
                    "bytes": Schemas.count,
                ]))
        ]),
        "FixedPriceInput": Schemas.input(
            [
                "price": ["type": "integer", "minimum": 0, "maximum": 1_000_000_000],
                "reason": CurationSchemas.reason,
            ], required: ["price"]),
        "FixedPrice": Schemas.object(
            [
                "course_id": Schemas.id("crs"), "price": Schemas.rupiah,
                "source_price": Schemas.rupiah, "author": Schemas.text,
                "fixed_at": Schemas.time,
            ], required: ["course_id", "price", "author", "fixed_at"]),
        "CourseChanges": Schemas.whole(["items": Schemas.list(Schemas.reference("CourseChange"))]),
        "CourseChange": Schemas.object(
            [
                "at": Schemas.time, "field": Schemas.text, "old": Schemas.text,
                "new": Schemas.text, "author": Schemas.text,
            ], required: ["at", "field", "author"]),
    ]

    private static let number: JSONValue = ["type": "number", "minimum": 0]

    private static let sync = Schemas.object(
        [
            "id": Schemas.id("syn"), "platform": Schemas.text, "number": Schemas.count,
            "started_at": Schemas.time,
            "finished_at": ["anyOf": [Schemas.time, ["type": "null"]]],
            "state": Schemas.one(of: ["running", "applied", "held", "failed"]),
            "full_feed": ["type": "boolean"], "new": Schemas.count, "changed": Schemas.count,
            "unchanged": Schemas.count, "delisted": Schemas.count, "rejected": Schemas.count,
            "held": Schemas.count, "requests": Schemas.count, "bytes": Schemas.count,
            "duration_ms": Schemas.orNull("integer"), "detail": Schemas.orNull("string"),
            "failure": Schemas.oneOrNull(of: [
                "unavailable", "unauthorized", "malformed", "refused", "service",
            ]),
            "notes": Schemas.list(Schemas.reference("SyncNote")),
        ],
        required: [
            "id", "platform", "number", "started_at", "state", "full_feed", "new", "changed",
            "unchanged", "delisted", "rejected", "held", "requests", "bytes",
        ])
}
