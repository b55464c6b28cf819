import Catalog
import HTTPServer

/// A participant's completions and certificates, and the public check of one certificate.
struct CertificateRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", "/v1/me/completions", .noBody, completions)
        router.on("GET", "/v1/me/certificates", .noBody, certificates)
        router.on("GET", "/v1/certificates/{id}", .noBody, check)
    }

    private struct Page<Item: Encodable>: Encodable {
        let items: [Item]
        let next_cursor: String?
    }

    @Sendable private func completions(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let page = try PageParameters<Completion>(request)
        let clock = context.clock
        return context.read(for: request) { database in
            let participant = try token.participant(in: database, now: clock.now())
            return try CompletionStore(database).page(
                of: participant, before: page.cursor, limit: page.limit + 1)
        } answer: { rows in
            let (items, next) = page.cut(rows, id: \.id)
            return .json(Page(items: items.map(CompletionView.init), next_cursor: next))
        }
    }

    @Sendable private func certificates(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let page = try PageParameters<Certificate>(request)
        let clock = context.clock
        return context.read(for: request) { database in
            let participant = try token.participant(in: database, now: clock.now())
            return try CertificateStore(database).page(
                of: participant, before: page.cursor, limit: page.limit + 1)
        } answer: { rows in
            let (items, next) = page.cut(rows) { $0.certificate.id }
            return .json(Page(items: items.map { CertificateView($0) }, next_cursor: next))
        }
    }

    /// Open to everyone: whoever holds a certificate's id may check it, and learns no more than
    /// an employer needs.
    @Sendable private func check(_ request: HTTPRequest) throws -> Reply {
        try request.checkParameters(known: [])
        let id = try request.identifier(Certificate.self, "certificate")
        return context.read(for: request) { database in
            guard let entry = try CertificateStore(database).find(id) else {
                throw Refusal.notFound("certificate")
            }
            return entry
        } answer: {
            .json(PublicCertificateView($0))
        }
    }
}
