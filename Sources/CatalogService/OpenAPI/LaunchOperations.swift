import Catalog

/// Starting courses, and what LTI 1.3 tools call.
enum LaunchOperations {
    static let all: [Operation] = [
        Operation(
            method: "GET", path: "/v1/orders/{id}/start",
            summary: "Where the course of a confirmed order is started",
            description: """
                JSON with an address for the learner's browser: of an LTI 1.3 launch, good once \
                and for five minutes, or of the course itself. With Accept: text/html a redirect.
                """,
            security: .participant,
            answers: [
                .init(status: 200, meaning: "The address.", schema: "CourseStart"),
                .init(status: 303, meaning: "The way there.", headers: ["Location"]),
            ], problems: [404, 409]),
        Operation(
            method: "GET", path: "/.well-known/openid-configuration",
            summary: "We as an LTI 1.3 platform (OpenID Connect Discovery 1.0)",
            answers: [.init(status: 200, meaning: "The addresses.", schema: "Object")]),
        Operation(
            method: "GET", path: "/lti/jwks", summary: "The keys that launches are signed with",
            answers: [.init(status: 200, meaning: "A key set (RFC 7517).", schema: "Object")]),
        Operation(
            method: "GET", path: "/lti/auth", summary: "A tool's authentication request",
            description: "The browser brings it; the answer posts the id_token to the tool.",
            parameters: authentication,
            answers: [
                .init(
                    status: 200, meaning: "A page that posts to the tool.", schema: "Text",
                    mediaType: "text/html")
            ]),
        Operation(
            method: "POST", path: "/lti/auth", summary: "A tool's authentication request",
            body: "AuthenticationRequest", bodyMediaType: "application/x-www-form-urlencoded",
            answers: [
                .init(
                    status: 200, meaning: "A page that posts to the tool.", schema: "Text",
                    mediaType: "text/html")
            ]),
        Operation(
            method: "POST", path: "/lti/token",
            summary: "An access token by client assertion (RFC 7523)", body: "AssertionRequest",
            bodyMediaType: "application/x-www-form-urlencoded",
            answers: [
                .init(status: 200, meaning: "A token.", schema: "Token"),
                .init(
                    status: 400, meaning: "A faulty request: the error of RFC 6749, or a problem.",
                    schema: "TokenError"),
                .init(status: 401, meaning: "The assertion proves nothing.", schema: "TokenError"),
                .init(
                    status: 503, meaning: "The tool's keys cannot be had now, or we are full.",
                    schema: "TokenError"),
            ]),
        Operation(
            method: "POST", path: "/lti/orders/{id}/lineitem/scores",
            summary: "A score of an LTI tool (Assignment and Grade Services 2.0)",
            description: "Completed and FullyGraded together complete the order's course.",
            security: .platformToken, body: "LineItemScore",
            bodyMediaType: LineItemScore.mediaType,
            answers: [.init(status: 200, meaning: "Kept.", schema: "WebhookReceipt")],
            problems: [403, 404, 422]),
    ]

    private static let authenticationNames = [
        "scope", "response_type", "client_id", "redirect_uri", "login_hint", "lti_message_hint",
        "state", "nonce", "response_mode", "prompt",
    ]

    private static let authentication = authenticationNames.map { name in
        Parameters.query(name, "OpenID Connect Core 1.0, section 3.2.2.1; LTI 1.3.", Schemas.text)
    }

    static let schemas: [String: JSONValue] = [
        "CourseStart": Schemas.object(
            ["url": Schemas.text, "expires_at": Schemas.time], required: ["url"]),
        "AuthenticationRequest": Schemas.object(
            Dictionary(uniqueKeysWithValues: authenticationNames.map { ($0, Schemas.text) }),
            required: ["client_id", "redirect_uri"]),
        "AssertionRequest": Schemas.object(
            [
                "grant_type": ["const": "client_credentials"],
                "client_assertion_type": Schemas.text, "client_assertion": Schemas.text,
                "scope": Schemas.text,
            ], required: ["grant_type"]),
        "LineItemScore": Schemas.object(
            [
                "userId": Schemas.text, "timestamp": Schemas.time,
                "activityProgress": Schemas.text, "gradingProgress": Schemas.text,
                "scoreGiven": ["type": "number", "minimum": 0],
                "scoreMaximum": ["type": "number"], "comment": Schemas.text,
            ], required: ["userId", "timestamp", "activityProgress", "gradingProgress"]),
    ]
}
