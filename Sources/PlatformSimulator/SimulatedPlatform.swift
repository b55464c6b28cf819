import Catalog
import Foundation
import HTTPServer
import PlatformAdapters

/// What the routes of one simulated platform share.
struct SimulatedPlatform: Sendable {
    let configuration: PlatformConfiguration
    let base: HTTPAddress
    let shelf: CourseShelf
    let enrolments: EnrolmentDesk
    let tokens: TokenDesk
    let learners: LearnerWorker
    /// What learners did, for dialects in which the service asks.
    let record: LearnerRecord
    /// Takes launches, in the dialect that has them.
    let tool: LaunchTool?
    let clock: WallClock
    /// What the platform signs its callbacks with, where it publishes keys.
    var keys: JSONWebKeySet?

    var id: String { configuration.id }

    /// The path of a route below `base_url`.
    func path(_ rest: String) -> String {
        (base.path.hasSuffix("/") ? String(base.path.dropLast()) : base.path) + rest
    }

    /// Every route of the platform.
    func router() -> Router {
        var router = Router()
        let tokenPath =
            configuration.dialect == .openedx
            ? path("/oauth2/access_token")
            : configuration.credentials["token_url"].flatMap(HTTPAddress.init)?.path
        let form = RouteLimits(
            bodyBytesMax: 8 << 10, mediaTypes: ["application/x-www-form-urlencoded"])
        router.on("POST", tokenPath ?? path("/oauth/token"), form) { [tokens] request in
            .now(tokens.issue(request))
        }
        router.on("GET", path("/certificates/{id}"), .noBody) { request in
            .now(CertificatePage.answer(self, request.pathParameters["id"] ?? ""))
        }
        switch configuration.dialect {
        case .jsonapi: JSONAPIRoutes(platform: self).add(to: &router)
        case .csvXAPI: CSVXAPIRoutes(platform: self).add(to: &router)
        case .prakerja: PrakerjaRoutes(platform: self).add(to: &router)
        case .graphql: GraphQLRoutes(platform: self).add(to: &router)
        case .openedx: OpenEdXRoutes(platform: self).add(to: &router)
        case .moodle: MoodleRoutes(platform: self).add(to: &router)
        case .odata: ODataRoutes(platform: self).add(to: &router)
        case .oaipmhLTI:
            OAIRoutes(platform: self).add(to: &router)
            tool?.add(to: &router, of: self)
        // ``ReportingWay`` has refused it.
        default: break
        }
        return router
    }

    /// Takes an enrolment; a new one begins to learn.
    func enrol(
        _ id: String, _ application: SimulatedEnrolment.Application, reopens: Bool = false
    ) -> EnrolmentDesk.Outcome {
        let outcome = enrolments.enrol(id, application, reopens: reopens)
        if case .created(let enrolment) = outcome { learners.begin(enrolment) }
        return outcome
    }

    func enrolment(
        _ id: String, resumedAs application: SimulatedEnrolment.Application? = nil
    ) -> SimulatedEnrolment? {
        guard let (enrolment, isResumed) = enrolments.enrolment(id, resumedAs: application)
        else { return nil }
        if isResumed { learners.begin(enrolment) }
        return enrolment
    }

    /// How errors look that the server itself finds.
    static func render(_ error: any Error) -> HTTPResponse {
        let refusal = error as? HTTPRefusal
        let body: JSONValue = ["message": .string(refusal.map { "\($0)" } ?? "internal error")]
        return HTTPResponse(
            status: refusal?.status ?? 500,
            headers: [("Content-Type", "application/json")] + (refusal?.headers ?? []),
            body: JSON.encode(body))
    }
}

/// What the link of a simulated certificate leads to.
enum CertificatePage {
    static func answer(_ platform: SimulatedPlatform, _ id: String) -> HTTPResponse {
        guard platform.enrolments.mayHave(id) else { return HTTPResponse(status: 404) }
        let number = LearnerStory.certificateNumber(platform.id, id)
        let page = """
            <!doctype html><html lang="id"><meta charset="utf-8"><title>\(number)</title>
            <h1>Sertifikat \(number)</h1><p>Simulasi; bukan sertifikat sungguhan.</p></html>
            """
        return HTTPResponse(
            status: 200, headers: [("Content-Type", "text/html; charset=utf-8")],
            body: Array(page.utf8))
    }
}
