import Catalog
import Foundation
import HTTPServer
import PlatformAdapters

/// A simulated platform's JSON:API 1.1.
struct JSONAPIRoutes: Sendable {
    static let mediaType = "application/vnd.api+json"
    static let enrolmentBytesMax = 64 << 10

    let platform: SimulatedPlatform

    func add(to router: inout Router) {
        let pages = JSONAPIPages(platform)
        let limits = RouteLimits(
            bodyBytesMax: Self.enrolmentBytesMax, mediaTypes: [Self.mediaType])
        router.on("GET", platform.path("/courses"), .noBody) { request in
            .now(guarded(request) { pages.answer(request) })
        }
        router.on("POST", platform.path("/enrolments"), limits) { request in
            .now(guarded(request) { enrol(request) })
        }
        router.on("GET", platform.path("/enrolments/{id}"), .noBody) { request in
            .now(guarded(request) { read(request.pathParameters["id"] ?? "") })
        }
        router.on("DELETE", platform.path("/enrolments/{id}"), .noBody) { request in
            .now(guarded(request) { cancel(request.pathParameters["id"] ?? "") })
        }
    }

    private func guarded(
        _ request: HTTPRequest, _ answer: () -> HTTPResponse
    ) -> HTTPResponse {
        guard platform.tokens.admits(request) else {
            var refusal = Self.error(401, "Token tidak berlaku.")
            refusal.headers.append(("WWW-Authenticate", "Bearer"))
            return refusal
        }
        return answer()
    }

    private struct Linkage: Decodable {
        let type: String
        let id: String
    }

    private struct Document: Decodable {
        struct Relation: Decodable { let data: Linkage }

        struct Attributes: Decodable {
            let orderID: String
            let learnerID: String
            let scheduleCode: String?

            enum CodingKeys: String, CodingKey {
                case orderID = "order_id"
                case learnerID = "learner_id"
                case scheduleCode = "schedule_code"
            }
        }

        struct Resource: Decodable {
            let type: String
            let id: String
            let attributes: Attributes
            let relationships: [String: Relation]
        }

        let data: Resource
    }

    private func enrol(_ request: HTTPRequest) -> HTTPResponse {
        let document: Document
        do throws(JSONFault) {
            document = try JSON.decode(Document.self, from: request.body)
        } catch {
            return Self.error(400, "\(error.member) \(error.problem)")
        }
        let resource = document.data
        guard resource.type == "enrolments", let course = resource.relationships["course"] else {
            return Self.error(409, "Bukan enrolment.")
        }
        guard UUID(uuidString: resource.id) != nil else {
            return Self.error(403, "id harus berupa UUID.")
        }
        let application = SimulatedEnrolment.Application(
            orderID: resource.attributes.orderID, courseID: course.data.id,
            learnerID: resource.attributes.learnerID,
            scheduleCode: resource.attributes.scheduleCode)
        switch platform.enrol(resource.id, application) {
        case .created(let enrolment): return Self.answer(201, self.document(enrolment))
        case .exists, .conflict: return Self.error(409, "Enrolment ini sudah ada.")
        case .refused(let words): return Self.error(422, words)
        }
    }

    private func read(_ id: String) -> HTTPResponse {
        guard let enrolment = platform.enrolment(id) else {
            return Self.error(404, "Enrolment tidak ditemukan.")
        }
        return Self.answer(200, document(enrolment))
    }

    private func cancel(_ id: String) -> HTTPResponse {
        guard let enrolment = platform.enrolment(id), enrolment.state != .cancelled else {
            return Self.error(404, "Enrolment tidak ditemukan.")
        }
        guard platform.enrolments.cancel(id) else {
            return Self.error(409, "Kelas sudah diselesaikan.")
        }
        return HTTPResponse(status: 204)
    }

    private func document(_ enrolment: SimulatedEnrolment) -> JSONValue {
        var attributes: [String: JSONValue] = ["status": .string(enrolment.state.rawValue)]
        if let completedAt = enrolment.completedAt {
            attributes["completed_at"] = .string(completedAt.description)
        }
        var resource: [String: JSONValue] = [
            "type": "enrolments", "id": .string(enrolment.id),
        ]
        if let application = enrolment.application {
            attributes["order_id"] = .string(application.orderID)
            attributes["learner_id"] = .string(application.learnerID)
            attributes["schedule_code"] = JSONValue(application.scheduleCode)
            resource["relationships"] = [
                "course": ["data": ["type": "courses", "id": .string(application.courseID)]]
            ]
        }
        resource["attributes"] = .object(attributes)
        return ["data": .object(resource)]
    }

    static func answer(
        _ status: Int, _ document: JSONValue, headers: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: [("Content-Type", mediaType)] + headers,
            body: JSON.encode(document))
    }

    static func error(
        _ status: Int, _ detail: String, members: [String: JSONValue] = [:]
    ) -> HTTPResponse {
        var error: [String: JSONValue] = [
            "status": .string(String(status)), "detail": .string(detail),
        ]
        error.merge(members) { own, _ in own }
        return answer(status, ["errors": [.object(error)]])
    }
}
