/// Buying.
enum OrderOperations {
    static let all: [Operation] = [
        Operation(
            method: "GET", path: "/v1/courses/{id}/quote",
            summary: "What buying a course would mean for me",
            description: """
                Whether it can be bought now and why not, what it leaves on the card, and whether \
                completing it would earn the incentive. Nothing is reserved. Without \
                `schedule_code` a course with dates is judged as if one with seats were chosen.
                """,
            security: .participant,
            parameters: [
                Parameters.query(
                    "schedule_code", "The date that would be chosen.",
                    ["type": "string", "maxLength": 200])
            ],
            answers: [.init(status: 200, meaning: "The quote.", schema: "Quote")],
            problems: [404]),
        Operation(
            method: "GET", path: "/v1/courses/{id}/reviews", summary: "What participants say",
            parameters: [Parameters.limit, Parameters.cursor],
            answers: [.init(status: 200, meaning: "Newest first.", schema: "ReviewPage")],
            problems: [404]),
        Operation(
            method: "POST", path: "/v1/orders", summary: "Buy a course with the card's balance",
            description: """
                201 means that the price is set aside for good; the platform is asked next. \
                The same Idempotency-Key with the same body gives the same answer for ever.
                """,
            security: .participant,
            parameters: [Parameters.idempotencyKey(required: true)], body: "Purchase",
            answers: [
                .init(
                    status: 201, meaning: "Reserved.", schema: "Order",
                    headers: ["RateLimit", "RateLimit-Policy"])
            ], problems: [404, 409, 422]),
        Operation(
            method: "GET", path: "/v1/orders", summary: "My orders", security: .participant,
            parameters: [Parameters.limit, Parameters.cursor],
            answers: [.init(status: 200, meaning: "Newest first.", schema: "OrderPage")]),
        Operation(
            method: "GET", path: "/v1/orders/{id}", summary: "One order of mine",
            security: .participant,
            answers: [.init(status: 200, meaning: "The order.", schema: "Order")],
            problems: [404]),
        Operation(
            method: "POST", path: "/v1/orders/{id}/cancel", summary: "Cancel an order",
            security: .participant, parameters: [Parameters.idempotencyKey(required: false)],
            answers: [
                .init(status: 200, meaning: "It is over; the money is back.", schema: "Order"),
                .init(status: 202, meaning: "The platform is being told.", schema: "Order"),
            ], problems: [404, 409, 422]),
        Operation(
            method: "POST", path: "/v1/orders/{id}/rating",
            summary: "Rate and review a completed course, once", security: .participant,
            body: "Rating", answers: [.init(status: 200, meaning: "Rated.", schema: "Order")],
            problems: [404, 409, 422]),
    ]
}
