import Catalog

/// The claims of a launch's `id_token` (LTI 1.3, section 5.3; AGS 2.0, section 3.1).
enum LaunchToken {
    static let lifetime = Span.minutes(5)
    private static let lti = "https://purl.imsglobal.org/spec/lti/claim/"

    static func claims(
        of launch: Launch, tool: LaunchDesk.Tool, desk: LaunchDesk, nonce: String, now: Instant
    ) -> JSONValue {
        let seconds = now.milliseconds / 1000
        return .object([
            "iss": .string(desk.issuer), "aud": .string(tool.clientID),
            "azp": .string(tool.clientID), "sub": .string(launch.learnerID.value),
            "name": .string(launch.learnerName), "locale": "id-ID",
            "iat": .integer(seconds),
            "exp": .integer(seconds + lifetime.milliseconds / 1000),
            "nonce": .string(nonce),
            lti + "message_type": "LtiResourceLinkRequest",
            lti + "version": "1.3.0",
            lti + "deployment_id": .string(tool.deploymentID),
            lti + "target_link_uri": .string(tool.launchURL),
            lti + "resource_link": [
                "id": .string(launch.externalCourseID), "title": .string(launch.courseTitle),
            ],
            lti + "roles": ["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"],
            lti + "custom": [
                "course": .string(launch.externalCourseID),
                "order": .string(launch.orderID.value),
            ],
            lti + "tool_platform": [
                "guid": .string(desk.issuer), "name": "catalogd",
                "product_family_code": "catalogd",
            ],
            lti + "launch_presentation": ["document_target": "window", "locale": "id-ID"],
            "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": [
                "scope": [.string(LineItemScore.scope)],
                "lineitem": .string(desk.lineItem(of: launch.orderID)),
            ],
        ])
    }
}
