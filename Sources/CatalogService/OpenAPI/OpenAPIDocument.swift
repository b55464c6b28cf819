import Catalog

/// The OpenAPI 3.1 description of everything that is served; a test holds it against the router.
enum OpenAPIDocument {
    static let body = EncodedBody(bytes)

    static let operations =
        CatalogueOperations.all + ParticipantOperations.all + OrderOperations.all
        + LaunchOperations.all + PlatformOperations.all + StaffAccountOperations.all
        + StaffPeopleOperations.all + OverviewOperations.all + StaffOperations.all
        + CurationOperations.all + FlagOperations.all + VocabularyOperations.all
        + ImportOperations.all + MachineOperations.all

    static var bytes: [UInt8] {
        var paths: [String: [String: JSONValue]] = [:]
        for operation in operations {
            paths[operation.path, default: [:]][operation.method.lowercased()] =
                operation.document
        }
        return JSON.encode(
            JSONValue.object([
                "openapi": "3.1.0",
                "info": [
                    "title": "catalogd",
                    "version": "0.1.0",
                    "summary": "Courses of eight platforms, bought with the training card.",
                    "description": .string(introduction),
                ],
                "paths": .object(paths.mapValues { .object($0) }),
                "components": [
                    "schemas": .object(Schemas.all),
                    "responses": ["Problem": problem],
                    "securitySchemes": securitySchemes,
                ],
            ]))
    }

    private static let introduction = """
        Money is whole rupiah, times are RFC 3339 in UTC, ids are prefixed and sort by time. \
        Errors are RFC 9457 problem details with a stable `code`; refused decisions carry \
        `reasons`, each with what would fix it. Accept-Language chooses Indonesian or English. \
        A 2xx to a write means that it is durable.
        """

    private static let problem: JSONValue = [
        "description": "A problem (RFC 9457); `code` says which.",
        "content": [
            "application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]
        ],
    ]

    private static let securitySchemes: JSONValue = [
        "bearer": [
            "type": "http", "scheme": "bearer",
            "description": "The token of POST /v1/sessions; of staff, POST /v1/staff/sessions.",
        ],
        "platformToken": [
            "type": "http", "scheme": "bearer",
            "description": "The token of POST /oauth2/token, scope xapi:write.",
        ],
        "standardWebhooks": [
            "type": "apiKey", "in": "header", "name": "webhook-signature",
            "description":
                "Standard Webhooks 1.0, with webhook-id and webhook-timestamp beside it.",
        ],
    ]
}

/// What `catalogd openapi` prints.
public enum OpenAPIText {
    public static var bytes: [UInt8] { OpenAPIDocument.bytes }
}
