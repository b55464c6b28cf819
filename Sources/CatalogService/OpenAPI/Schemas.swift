import Catalog

/// The schemas of the OpenAPI document by name, gathered from the rooms.
enum Schemas {
    static let all: [String: JSONValue] =
        CatalogueSchemas.all
        .merging(ParticipantSchemas.all) { $1 }
        .merging(OrderSchemas.all) { $1 }
        .merging(LaunchOperations.schemas) { $1 }
        .merging(PlatformSchemas.all) { $1 }
        .merging(HealthSchemas.all) { $1 }
        .merging(CurationSchemas.all) { $1 }
        .merging(FlagOperations.schemas) { $1 }
        .merging(ImportOperations.schemas) { $1 }
        .merging(VocabularyOperations.schemas) { $1 }
        .merging(StaffAccountOperations.schemas) { $1 }
        .merging(OverviewOperations.schemas) { $1 }
        .merging(StaffPeopleOperations.schemas) { $1 }
        .merging(common) { $1 }

    private static let common: [String: JSONValue] = [
        "Problem": object(
            [
                "type": text, "title": text, "status": ["type": "integer"], "detail": text,
                "code": ["type": "string", "pattern": "^[a-z][a-z0-9_]*$"],
                "reasons": list(
                    object(
                        ["code": text, "detail": text, "fix": text],
                        required: ["code", "detail", "fix"])),
            ], required: ["type", "title", "status", "detail", "code"]),
        "State": object(["state": text, "catalogue_version": text], required: ["state"]),
        "Text": text,
        "Object": ["type": "object"],
    ]

    // MARK: - Parts

    static let text: JSONValue = ["type": "string"]
    static let time: JSONValue = ["type": "string", "format": "date-time"]
    static let day: JSONValue = ["type": "string", "format": "date"]
    static let rupiah: JSONValue = ["type": "integer", "description": "Whole rupiah."]
    static let count: JSONValue = ["type": "integer", "minimum": 0]

    static func id(_ prefix: String) -> JSONValue {
        ["type": "string", "pattern": .string("^\(prefix)_[0-9a-z]{26}$")]
    }

    static func orNull(_ type: String) -> JSONValue { ["type": [.string(type), "null"]] }

    static func one(of values: [String]) -> JSONValue {
        ["type": "string", "enum": .array(values.map { .string($0) })]
    }

    static func oneOrNull(of values: [String]) -> JSONValue {
        ["anyOf": [one(of: values), ["type": "null"]]]
    }

    static func reference(_ name: String) -> JSONValue {
        ["$ref": .string("#/components/schemas/" + name)]
    }

    static func list(_ item: JSONValue) -> JSONValue { ["type": "array", "items": item] }

    static func object(_ members: [String: JSONValue], required: [String]) -> JSONValue {
        [
            "type": "object", "properties": .object(members),
            "required": .array(required.map { .string($0) }),
        ]
    }

    /// An object that has all of its members.
    static func whole(_ members: [String: JSONValue]) -> JSONValue {
        object(members, required: members.keys.sorted())
    }

    /// A request body: all else is refused.
    static func input(_ members: [String: JSONValue], required: [String]) -> JSONValue {
        [
            "type": "object", "properties": .object(members),
            "required": .array(required.map { .string($0) }), "additionalProperties": false,
        ]
    }

    /// A page of a list.
    static func page(_ item: String) -> JSONValue {
        object(
            ["items": list(reference(item)), "next_cursor": text], required: ["items"])
    }
}
