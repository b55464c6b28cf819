/// What staff, proxies, monitoring and programmers ask.
enum MachineOperations {
    static let all: [Operation] = [
        Operation(
            method: "GET", path: "/v1/staff/webhook-events",
            summary: "Callbacks that fit no order or contradict what is known",
            description: "For operators and auditors.", security: .staff,
            parameters: [Parameters.limit, Parameters.cursor],
            answers: [.init(status: 200, meaning: "Newest first.", schema: "KeptEventPage")]),
        Operation(
            method: "GET", path: "/livez", summary: "Whether the process is alive",
            answers: [.init(status: 200, meaning: "Alive.", schema: "State")]),
        Operation(
            method: "GET", path: "/readyz", summary: "Whether requests should be sent here",
            answers: [.init(status: 200, meaning: "Ready.", schema: "State")]),
        Operation(
            method: "GET", path: "/metrics", summary: "Figures in Prometheus' text format",
            answers: [
                .init(
                    status: 200, meaning: "The figures.", schema: "Text", mediaType: "text/plain")
            ]),
        Operation(
            method: "GET", path: "/openapi.json", summary: "This document",
            parameters: [Parameters.ifNoneMatch],
            answers: [
                .init(status: 200, meaning: "OpenAPI 3.1.", schema: "Object"),
                .init(status: 304, meaning: "Nothing changed."),
            ]),
    ]
}
