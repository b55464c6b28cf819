import Catalog
import Foundation
import HTTPServer
import SQL

/// What the proxy, the monitoring and other programs ask.
struct OperationsRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", "/livez", .noBody) { _ in
            while Sabotage.stuckLoop.isOn { Thread.sleep(forTimeInterval: 0.1) }
            return .now(.json(["state": "alive"]))
        }
        router.on("GET", "/readyz", .noBody, ready)
        router.on("GET", "/metrics", .noBody, metrics)
        router.on("GET", "/openapi.json", .noBody) { request in
            .now(request.answer(OpenAPIDocument.body, maxAge: 60))
        }
    }

    /// Ready means: not stopping, and the store answers.
    @Sendable private func ready(_ request: HTTPRequest) throws -> Reply {
        guard !context.state.isDraining else { throw HTTPRefusal.stopping }
        return context.read(for: request) {
            try CourseStore($0).version()
        } answer: { version in
            .json(["state": "ready", "catalogue_version": "\(version)"])
        }
    }

    /// The outbox is counted for the page: a platform that carries nothing out shows by its age.
    @Sendable private func metrics(_ request: HTTPRequest) throws -> Reply {
        let context = context
        let names = context.platforms.entries.map(\.configuration.id)
        return context.read(for: request) { database in
            let now = context.clock.now()
            return (
                try OutboxStore(database).backlog(),
                try PlatformHealth.Stored(database, platforms: names, now: now)
            )
        } answer: { (backlog, stored) in
            let outbox = ServiceGauges.outbox(
                backlog, platforms: context.platforms, now: context.clock.now())
            let health = context.health(context.platforms.entries, stored)
            return HTTPResponse(
                status: 200,
                headers: [
                    ("Content-Type", "text/plain; version=0.0.4; charset=utf-8"),
                    ("Cache-Control", "no-store"),
                ],
                body: Array(
                    context.metrics.page(
                        with: outbox + health.flatMap(ServiceGauges.health)
                    ).utf8))
        }
    }
}
