import Catalog
import HTTPServer

/// A simulated platform of the programme's own dialect: a course list for everyone, and a counter
/// where a learner brings the code of an order.
struct PrakerjaRoutes: Sendable {
    static let orderIDBytesMax = 100

    let platform: SimulatedPlatform

    func add(to router: inout Router) {
        let list = PrakerjaCourseList(platform.shelf)
        router.on("GET", platform.path("/courses.json"), .noBody) { request in
            .now(list.answer(request))
        }
        router.on("POST", platform.path("/redemptions"), .json) { request in
            .now(redeem(request))
        }
    }

    private struct Form: Decodable {
        let orderID: String
        let courseCode: String
        let scheduleCode: String?

        enum CodingKeys: String, CodingKey {
            case orderID = "order_id"
            case courseCode = "course_code"
            case scheduleCode = "schedule_code"
        }
    }

    /// The dialect has no enrolment: a platform learns of a learner only when the learner comes.
    /// The order's id is the learner's reference from then on.
    private func redeem(_ request: HTTPRequest) -> HTTPResponse {
        let form: Form
        do throws(JSONFault) {
            form = try JSON.decode(Form.self, from: request.body)
        } catch {
            return Self.answer(400, ["message": .string("\(error.member) \(error.problem)")])
        }
        guard !form.orderID.isEmpty, form.orderID.utf8.count <= Self.orderIDBytesMax else {
            return Self.answer(400, ["message": "order_id tidak berlaku."])
        }
        let application = SimulatedEnrolment.Application(
            orderID: form.orderID, courseID: form.courseCode, learnerID: form.orderID,
            scheduleCode: form.scheduleCode)
        switch platform.enrol(form.orderID, application) {
        case .created(let enrolment), .exists(let enrolment):
            return Self.answer(
                200, ["order_id": .string(enrolment.id), "status": .string("\(enrolment.state)")])
        case .conflict: return Self.answer(409, ["message": "Pesanan ini untuk kelas lain."])
        case .refused(let words): return Self.answer(422, ["message": .string(words)])
        }
    }

    private static func answer(_ status: Int, _ body: JSONValue) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: [("Content-Type", "application/json")],
            body: JSON.encode(body))
    }
}
