import Catalog

/// One operation of the OpenAPI document, written down beside the others of its room.
struct Operation: Sendable {
    /// Who may call it.
    enum Security: Sendable {
        case none, participant, staff, platform, platformToken
    }

    let method: String
    let path: String
    let summary: String
    var description = ""
    var security = Security.none
    var parameters: [JSONValue] = []
    /// Name of the body's schema; nil where there is no body.
    var body: String?
    var bodyMediaType = "application/json"
    /// Status → (what it means, name of the schema or nil, media type).
    var answers: [Answer] = []
    /// Problems by status, besides those that every operation may give.
    var problems: [Int] = []

    struct Answer: Sendable {
        let status: Int
        let meaning: String
        var schema: String?
        var mediaType = "application/json"
        var headers: [String] = []
    }

    /// What the server itself may answer to any request.
    private static let everywhere = [400, 405, 408, 413, 414, 415, 429, 431, 500, 503, 507]

    var document: JSONValue {
        var responses: [String: JSONValue] = [:]
        for status in Set(Self.everywhere + problems + securityProblems) {
            responses["\(status)"] = ["$ref": "#/components/responses/Problem"]
        }
        for answer in answers { responses["\(answer.status)"] = Self.response(answer) }
        var document: [String: JSONValue] = [
            "operationId": .string(operationID), "summary": .string(summary),
            "responses": .object(responses),
        ]
        if !description.isEmpty { document["description"] = .string(description) }
        if !parameters.isEmpty || path.contains("{") {
            document["parameters"] = .array(parameters + pathParameters)
        }
        if let body {
            document["requestBody"] = [
                "required": true,
                "content": .object([
                    bodyMediaType: ["schema": ["$ref": .string("#/components/schemas/" + body)]]
                ]),
            ]
        }
        switch security {
        case .none: document["security"] = []
        case .participant, .staff: document["security"] = [["bearer": []]]
        case .platform: document["security"] = [["standardWebhooks": []]]
        case .platformToken: document["security"] = [["platformToken": []]]
        }
        return .object(document)
    }

    private var securityProblems: [Int] {
        switch security {
        case .none: return []
        case .staff: return [401, 403]
        case .participant, .platform, .platformToken: return [401]
        }
    }

    /// `GET /v1/me/card` → `get_v1_me_card`.
    private var operationID: String {
        let words = path.split { !$0.isLetter && !$0.isNumber }
        return ([method.lowercased()] + words.map(String.init)).joined(separator: "_")
    }

    private var pathParameters: [JSONValue] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { segment in
            [
                "name": .string(String(segment.dropFirst().dropLast())), "in": "path",
                "required": true, "schema": ["type": "string", "minLength": 1, "maxLength": 200],
            ]
        }
    }

    private static func response(_ answer: Answer) -> JSONValue {
        var response: [String: JSONValue] = ["description": .string(answer.meaning)]
        if let schema = answer.schema {
            response["content"] = .object([
                answer.mediaType: ["schema": ["$ref": .string("#/components/schemas/" + schema)]]
            ])
        }
        if !answer.headers.isEmpty {
            response["headers"] = .object(
                Dictionary(
                    uniqueKeysWithValues: answer.headers.map {
                        ($0, ["schema": ["type": "string"]])
                    }))
        }
        return .object(response)
    }
}
