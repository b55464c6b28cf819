import Catalog

/// Parameters that several operations share.
enum Parameters {
    static func query(
        _ name: String, _ description: String, _ schema: JSONValue, explode: Bool = false
    ) -> JSONValue {
        var parameter: [String: JSONValue] = [
            "name": .string(name), "in": "query", "required": false,
            "description": .string(description), "schema": schema,
        ]
        if explode {
            parameter["style"] = "form"
            parameter["explode"] = true
        }
        return .object(parameter)
    }

    static let limit = query(
        "limit", "Rows of a page.", ["type": "integer", "minimum": 1, "maximum": 100])
    static let cursor = query(
        "cursor", "The `next_cursor` of the page before.",
        ["type": "string", "minLength": 1, "maxLength": 2048, "pattern": "^[A-Za-z0-9_-]+$"])

    static let asOf = query(
        "as_of", "What it was at this moment.", ["type": "string", "format": "date-time"])

    static let language: JSONValue = [
        "name": "Accept-Language", "in": "header", "required": false,
        "description": "`id` (default) or `en`.", "schema": ["type": "string"],
    ]

    static let ifNoneMatch: JSONValue = [
        "name": "If-None-Match", "in": "header", "required": false,
        "description": "The ETag of an earlier answer; 304 where nothing changed.",
        "schema": ["type": "string"],
    ]

    static let ifMatch: JSONValue = [
        "name": "If-Match", "in": "header", "required": false,
        "description": "The ETag of what is to be replaced; 412 where it has changed since.",
        "schema": ["type": "string"],
    ]

    static func idempotencyKey(required: Bool) -> JSONValue {
        [
            "name": "Idempotency-Key", "in": "header", "required": .bool(required),
            "description":
                "A new one for each intention; the same one repeats it safely, for ever.",
            "schema": [
                "type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$",
            ],
        ]
    }

    static func header(_ name: String, _ description: String) -> JSONValue {
        [
            "name": .string(name), "in": "header", "required": true,
            "description": .string(description), "schema": ["type": "string"],
        ]
    }
}
