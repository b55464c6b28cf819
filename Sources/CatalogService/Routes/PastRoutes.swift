import Catalog
import HTTPServer

/// The catalogue as it was (`as_of`), read from the store: public as the catalogue itself is, and
/// bounded by address, for it costs more than a look at the snapshot.
struct PastRoutes {
    static let limitMax = 100

    let context: ServiceContext

    static func asksForPast(_ request: HTTPRequest) -> Bool {
        request.query.contains { $0.name == "as_of" }
    }

    func courses(_ request: HTTPRequest) throws -> Reply {
        try request.checkParameters(known: ["as_of", "platform", "limit", "cursor"])
        let moment = try moment(of: request)
        let platform = value("platform", of: request)
        let limit = try value("limit", of: request).map { text in
            guard let number = Int(text), (1...Self.limitMax).contains(number) else {
                throw Problem.parameter("limit", "is no whole number from 1 to \(Self.limitMax)")
            }
            return number
        }
        let cursor = try value("cursor", of: request).map { text in
            guard let id = Identifier<Course>(text) else {
                throw Problem(
                    400, "invalid_cursor", "This cursor is not one of ours: begin without one.")
            }
            return id
        }
        let fields = try admit(request)
        let (past, language) = (past, request.language)
        return context.read(for: request) { database in
            try past.page(
                asOf: moment, platform: platform, after: cursor, limit: limit ?? 20,
                language: language, from: database)
        } answer: {
            .json(bytes: $0, headers: fields + [("Content-Language", language.rawValue)])
        }
    }

    func course(_ request: HTTPRequest) throws -> Reply {
        try request.checkParameters(known: ["as_of"])
        let moment = try moment(of: request)
        let key = request.pathParameters["id"] ?? ""
        let fields = try admit(request)
        let (past, language) = (past, request.language)
        return context.read(for: request) { database in
            let body = try past.course(
                idOrSlug: key, asOf: moment, language: language, from: database)
            guard let body else { throw Refusal.notFound("course") }
            return body
        } answer: {
            .json(bytes: $0, headers: fields + [("Content-Language", language.rawValue)])
        }
    }

    private var past: PastCatalogue {
        PastCatalogue(platformNames: context.platforms.names, regions: context.regions)
    }

    private func admit(_ request: HTTPRequest) throws -> [(name: String, value: String)] {
        try context.limits.pasts.check(request.clientAddress(trusting: context.trustedProxies))
    }

    private func value(_ name: String, of request: HTTPRequest) -> String? {
        request.query.first { $0.name == name }?.value
    }

    private func moment(of request: HTTPRequest) throws -> Instant {
        guard let moment = Instant(value("as_of", of: request) ?? "") else {
            throw Problem.parameter("as_of", "is no time as in 2026-03-01T09:00:00Z")
        }
        guard moment <= context.clock.now() else {
            throw Problem.parameter("as_of", "lies in the future")
        }
        return moment
    }
}
