import Catalog
import HTTPServer
import PlatformAdapters

/// A simulated platform with a CSV feed and JSON enrolments.
struct CSVXAPIRoutes: Sendable {
    static let enrolmentBytesMax = 64 << 10
    static let keyBytesMax = 200

    let platform: SimulatedPlatform

    func add(to router: inout Router) {
        let feed = CSVFeedFile(platform.shelf)
        let limits = RouteLimits(
            bodyBytesMax: Self.enrolmentBytesMax, mediaTypes: ["application/json"])
        router.on("GET", platform.path("/feed.csv"), .noBody) { request in
            .now(guarded(request) { feed.answer(request) })
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
            var refusal = Self.error(401, "Kredensial tidak berlaku.")
            refusal.headers.append(("WWW-Authenticate", "Bearer"))
            return refusal
        }
        return answer()
    }

    private struct Form: Decodable {
        let courseID: String
        let orderID: String
        let learnerID: String
        let scheduleCode: String?

        enum CodingKeys: String, CodingKey {
            case courseID = "course_id"
            case orderID = "order_id"
            case learnerID = "learner_id"
            case scheduleCode = "schedule_code"
        }
    }

    private func enrol(_ request: HTTPRequest) -> HTTPResponse {
        guard let key = request.header("idempotency-key"), !key.isEmpty,
            key.utf8.count <= Self.keyBytesMax
        else { return Self.error(400, "Idempotency-Key wajib ada.") }
        let form: Form
        do throws(JSONFault) {
            form = try JSON.decode(Form.self, from: request.body)
        } catch {
            return Self.error(400, "\(error.member) \(error.problem)")
        }
        let application = SimulatedEnrolment.Application(
            orderID: form.orderID, courseID: form.courseID, learnerID: form.learnerID,
            scheduleCode: form.scheduleCode)
        switch platform.enrol(DerivedID.uuid(platform.id, key), application) {
        case .created(let enrolment): return Self.answer(201, document(enrolment))
        case .exists(let enrolment): return Self.answer(200, document(enrolment))
        case .conflict: return Self.error(422, "Idempotency-Key dipakai untuk permintaan lain.")
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
        [
            "id": .string(enrolment.id), "status": .string(enrolment.state.rawValue),
            "course_id": JSONValue(enrolment.application?.courseID),
            "order_id": JSONValue(enrolment.application?.orderID),
            "learner_id": JSONValue(enrolment.application?.learnerID),
            "completed_at": JSONValue(enrolment.completedAt?.description),
        ]
    }

    private static func answer(_ status: Int, _ body: JSONValue) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: [("Content-Type", "application/json")],
            body: JSON.encode(body))
    }

    private static func error(_ status: Int, _ message: String) -> HTTPResponse {
        answer(status, ["message": .string(message)])
    }
}
