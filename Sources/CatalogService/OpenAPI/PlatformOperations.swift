import Catalog

/// What partner platforms call.
enum PlatformOperations {
    static let all: [Operation] = [
        Operation(
            method: "POST", path: "/v1/webhooks/{platform}",
            summary: "Tell what happened to an enrolment",
            description: """
                Signed by Standard Webhooks 1.0, or in the form of the platform's dialect. A 200 \
                means that the event is durable; `verdict` says what became of it. The same \
                webhook-id again is harmless. A 202 answers what nothing proves: the platform is \
                asked about it. A 422 means that it is signed and kept, but cannot be read.
                """,
            security: .platform,
            parameters: [
                Parameters.header("webhook-id", "Unique for each event."),
                Parameters.header("webhook-timestamp", "Seconds since 1970, ±5 minutes."),
            ], body: "WebhookEvent",
            answers: [
                .init(status: 200, meaning: "Kept.", schema: "WebhookReceipt"),
                .init(status: 202, meaning: "The platform will be asked.", schema: "State"),
            ],
            problems: [404, 422]),
        Operation(
            method: "POST", path: "/oauth2/token",
            summary: "An access token by client credentials (RFC 6749)", body: "TokenRequest",
            bodyMediaType: "application/x-www-form-urlencoded",
            answers: [
                .init(status: 200, meaning: "A token.", schema: "Token"),
                .init(
                    status: 400, meaning: "A faulty request: the error of RFC 6749, or a problem.",
                    schema: "TokenError"),
                .init(status: 401, meaning: "Unknown client.", schema: "TokenError"),
            ]),
        Operation(
            method: "POST", path: "/xapi/statements", summary: "xAPI statements (1.0.3 and 2.0)",
            security: .platformToken,
            parameters: [version], body: "Statements",
            answers: [.init(status: 200, meaning: "Their ids.", schema: "StatementIDs")],
            problems: [409, 422]),
        Operation(
            method: "PUT", path: "/xapi/statements", summary: "One xAPI statement under its id",
            security: .platformToken,
            parameters: [
                version,
                [
                    "name": "statementId", "in": "query", "required": true,
                    "schema": ["type": "string", "format": "uuid"],
                ],
            ], body: "Statement",
            answers: [.init(status: 204, meaning: "Kept.")], problems: [409, 422]),
        Operation(
            method: "GET", path: "/xapi/about", summary: "The xAPI versions served",
            answers: [.init(status: 200, meaning: "Versions.", schema: "About")]),
    ]

    private static let version = Parameters.header(
        "X-Experience-API-Version", "1.0.x or 2.0.x.")
}
