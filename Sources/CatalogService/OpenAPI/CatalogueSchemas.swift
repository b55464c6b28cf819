import Catalog

/// The shapes of the catalogue's answers.
enum CatalogueSchemas {
    static let all: [String: JSONValue] = [
        "CourseCard": Schemas.whole(
            common.merging(["next_schedule": scheduleOrNull]) { $1 }),
        "Course": Schemas.whole(
            common.merging([
                "description_html": Schemas.text, "skills": Schemas.list(Schemas.text),
                "url": Schemas.orNull("string"), "first_seen_at": Schemas.time,
                "updated_at": Schemas.time,
                "schedules": Schemas.list(Schemas.reference("Schedule")),
            ]) { $1 }),
        "Schedule": Schemas.whole([
            "code": Schemas.text, "starts_at": Schemas.time, "ends_at": Schemas.orNull("string"),
            "seats": Schemas.orNull("integer"), "seats_left": Schemas.orNull("integer"),
            "regency": ["anyOf": [named, ["type": "null"]]],
        ]),
        "CoursePage": Schemas.whole([
            "items": Schemas.list(Schemas.reference("CourseCard")),
            "facets": [
                "type": "object",
                "additionalProperties": Schemas.list(
                    Schemas.whole([
                        "value": Schemas.text, "label": Schemas.text, "count": Schemas.count,
                    ])),
            ],
            "total": Schemas.count, "next_cursor": Schemas.orNull("string"),
            "corrected_query": Schemas.orNull("string"),
        ]),
        "Suggestions": Schemas.whole([
            "items": Schemas.list(
                Schemas.object(
                    [
                        "text": Schemas.text,
                        "kind": Schemas.one(of: ["category", "title", "skill", "provider"]),
                        "id": Schemas.text, "slug": Schemas.text,
                    ], required: ["text", "kind"]))
        ]),
        "Platforms": items, "Categories": items,
    ]

    private static let items = Schemas.whole([
        "items": Schemas.list(
            Schemas.whole([
                "id": Schemas.text, "name": Schemas.text, "courses": Schemas.count,
            ]))
    ])

    private static let named = Schemas.object(
        ["id": Schemas.text, "code": Schemas.text, "name": Schemas.orNull("string")],
        required: [])

    private static let scheduleOrNull: JSONValue = [
        "anyOf": [Schemas.reference("Schedule"), ["type": "null"]]
    ]

    private static let common: [String: JSONValue] = [
        "id": Schemas.id("crs"), "slug": Schemas.text, "title": Schemas.text,
        "provider": Schemas.orNull("string"), "platform": named,
        "category": ["anyOf": [named, ["type": "null"]]],
        "price": Schemas.orNull("integer"),
        "delivery": Schemas.oneOrNull(of: Delivery.allCases.map(\.rawValue)),
        "level": Schemas.oneOrNull(of: Level.allCases.map(\.rawValue)),
        "language": Schemas.orNull("string"), "duration_minutes": Schemas.orNull("integer"),
        "rating": Schemas.orNull("number"), "rating_count": Schemas.count,
        "image_url": Schemas.orNull("string"),
    ]
}
