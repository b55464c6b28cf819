/// What belongs to the participant who is signed in.
enum ParticipantOperations {
    static let all: [Operation] = [
        Operation(
            method: "POST", path: "/v1/sessions", summary: "Sign in", body: "SignIn",
            answers: [
                .init(
                    status: 201, meaning: "Signed in.", schema: "Session",
                    headers: ["RateLimit", "RateLimit-Policy"])
            ], problems: [401, 422]),
        Operation(
            method: "DELETE", path: "/v1/sessions/current", summary: "Sign out",
            security: .participant, answers: [.init(status: 204, meaning: "Signed out.")]),
        Operation(
            method: "GET", path: "/v1/me/sessions", summary: "Where I am signed in",
            security: .participant,
            answers: [
                .init(status: 200, meaning: "Newest first, at most 100.", schema: "Sessions")
            ]),
        Operation(
            method: "DELETE", path: "/v1/me/sessions",
            summary: "End all my sessions but this one", security: .participant,
            answers: [.init(status: 204, meaning: "Ended.")]),
        Operation(
            method: "DELETE", path: "/v1/me/sessions/{id}", summary: "End one of my sessions",
            security: .participant, answers: [.init(status: 204, meaning: "Ended.")],
            problems: [404]),
        Operation(
            method: "GET", path: "/v1/me/messages", summary: "What happened to my orders",
            description: "Derived from orders, completions, certificates and the incentive.",
            security: .participant, parameters: [Parameters.limit, Parameters.cursor],
            answers: [.init(status: 200, meaning: "Newest first.", schema: "MessagePage")]),
        Operation(
            method: "POST", path: "/v1/me/messages/read",
            summary: "Note that messages have been read", security: .participant,
            body: "MessageMark", answers: [.init(status: 204, meaning: "Noted.")],
            problems: [422]),
        Operation(
            method: "GET", path: "/v1/me", summary: "Who is signed in", security: .participant,
            answers: [.init(status: 200, meaning: "You.", schema: "Participant")],
            problems: [404]),
        Operation(
            method: "GET", path: "/v1/me/card", summary: "The card, its balance and its entries",
            security: .participant, parameters: [Parameters.limit, Parameters.cursor],
            answers: [.init(status: 200, meaning: "The card.", schema: "Card")],
            problems: [404]),
        Operation(
            method: "GET", path: "/v1/me/completions", summary: "Completed courses",
            security: .participant, parameters: [Parameters.limit, Parameters.cursor],
            answers: [.init(status: 200, meaning: "Newest first.", schema: "CompletionPage")]),
        Operation(
            method: "GET", path: "/v1/me/certificates", summary: "Certificates",
            security: .participant, parameters: [Parameters.limit, Parameters.cursor],
            answers: [.init(status: 200, meaning: "Newest first.", schema: "CertificatePage")]),
        Operation(
            method: "GET", path: "/v1/certificates/{id}", summary: "Check a certificate",
            description: "Open to everyone; shows nothing personal but a masked name.",
            answers: [
                .init(status: 200, meaning: "The certificate.", schema: "PublicCertificate")
            ], problems: [404]),
        Operation(
            method: "GET", path: "/v1/me/incentives",
            summary: "Whether the incentive is earned, rule by rule", security: .participant,
            answers: [.init(status: 200, meaning: "The decision.", schema: "Incentives")],
            problems: [404]),
        Operation(
            method: "GET", path: "/v1/me/payout-account", summary: "Where the incentive goes",
            security: .participant,
            answers: [
                .init(
                    status: 200, meaning: "The account.", schema: "PayoutAccount",
                    headers: ["ETag"])
            ], problems: [404]),
        Operation(
            method: "PUT", path: "/v1/me/payout-account",
            summary: "Set or change the payout account",
            description: "Changing one needs If-Match; setting the first does not.",
            security: .participant, parameters: [Parameters.ifMatch], body: "PayoutAccountInput",
            answers: [
                .init(
                    status: 200, meaning: "The account.", schema: "PayoutAccount",
                    headers: ["ETag"])
            ], problems: [404, 412, 422, 428]),
    ]
}
