import Catalog

/// The shapes of orders.
enum OrderSchemas {
    static let all: [String: JSONValue] = [
        "Purchase": Schemas.input(
            [
                "course_id": ["type": "string", "description": "The course's id or slug."],
                "schedule_code": ["type": ["string", "null"]],
            ], required: ["course_id"]),
        "Rating": Schemas.input(
            [
                "stars": ["type": "integer", "minimum": 1, "maximum": 5],
                "review": ["type": "string", "minLength": 1, "maxLength": 2000],
            ], required: ["stars", "review"]),
        "Quote": Schemas.object(
            [
                "price": Schemas.rupiah, "balance": Schemas.rupiah, "left": Schemas.rupiah,
                "purchasable": ["type": "boolean"], "order_id": Schemas.id("ord"),
                "reasons": Schemas.list(
                    Schemas.whole([
                        "code": Schemas.text, "detail": Schemas.text, "fix": Schemas.text,
                    ])),
                "incentive": Schemas.whole([
                    "verdict": Schemas.one(
                        of: IncentiveRules.Prospect.Verdict.allCases.map(\.rawValue)),
                    "conditions": Schemas.list(
                        Schemas.object(
                            [
                                "rule": Schemas.one(
                                    of: IncentiveRules.Rule.allCases.map(\.rawValue)),
                                "met": ["type": "boolean"], "missing": Schemas.text,
                            ], required: ["rule", "met"])),
                ]),
            ], required: ["purchasable", "reasons", "incentive"]),
        "Review": Schemas.whole([
            "stars": ["type": "integer", "minimum": 1, "maximum": 5], "review": Schemas.text,
            "name": Schemas.text, "rated_at": Schemas.time,
        ]),
        "ReviewPage": Schemas.page("Review"),
        "OrderPage": Schemas.page("Order"),
        "Order": Schemas.object(
            [
                "id": Schemas.id("ord"),
                "state": Schemas.one(of: Order.State.allCases.map(\.rawValue)),
                "course": Schemas.object(
                    [
                        "id": Schemas.id("crs"), "slug": Schemas.text, "title": Schemas.text,
                        "platform": Schemas.whole(["id": Schemas.text]),
                        "provider": Schemas.text,
                    ], required: ["id", "slug", "title", "platform"]),
                "price": Schemas.rupiah, "redeem_code": Schemas.text,
                "schedule": Schemas.object(
                    [
                        "code": Schemas.text, "starts_at": Schemas.time,
                        "ends_at": Schemas.time, "regency": Schemas.text,
                    ], required: ["code", "starts_at"]),
                "progress": ["type": "number", "minimum": 0, "maximum": 1],
                "failure": Schemas.text,
                "rating": Schemas.object(
                    ["stars": ["type": "integer"], "review": Schemas.text],
                    required: ["stars"]),
                "waiting_for": Schemas.oneOrNull(of: ["platform", "participant", "programme"]),
                "waiting_since": Schemas.time, "created_at": Schemas.time,
                "placed_at": Schemas.time, "confirmed_at": Schemas.time,
                "cancel_requested_at": Schemas.time, "started_at": Schemas.time,
                "completed_at": Schemas.time, "ended_at": Schemas.time,
            ], required: ["id", "state", "course", "price", "created_at"]),
    ]
}
