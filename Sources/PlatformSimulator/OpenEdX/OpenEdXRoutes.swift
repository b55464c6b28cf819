import Catalog
import HTTPServer
import PlatformAdapters

/// A simulated platform's Open edX: the catalogue of course-discovery, the enrolment and the
/// certificate API of the LMS.
struct OpenEdXRoutes: Sendable {
    static let enrolmentBytesMax = 64 << 10

    let platform: SimulatedPlatform

    func add(to router: inout Router) {
        let pages = OpenEdXPages(platform)
        let limits = RouteLimits(
            bodyBytesMax: Self.enrolmentBytesMax, mediaTypes: ["application/json"])
        router.on("GET", platform.path("/api/v1/courses/"), .noBody) { request in
            .now(guarded(request) { pages.answer(request) })
        }
        let enrolment = "/api/enrollment/v1/enrollment"
        router.on("POST", platform.path(enrolment), limits) { request in
            .now(guarded(request) { change(request) })
        }
        router.on("GET", platform.path(enrolment + "/{name}"), .noBody) { request in
            .now(guarded(request) { look(request.pathParameters["name"] ?? "") })
        }
        let certificate = "/api/certificates/v0/certificates/{user}/courses/{run}/"
        router.on("GET", platform.path(certificate), .noBody) { request in
            .now(
                guarded(request) {
                    self.certificate(
                        of: request.pathParameters["user"] ?? "",
                        in: request.pathParameters["run"] ?? "")
                })
        }
    }

    private func guarded(
        _ request: HTTPRequest, _ answer: () -> HTTPResponse
    ) -> HTTPResponse {
        guard platform.tokens.admits(request) else {
            var refusal = Self.message(401, "Authentication credentials were not provided.")
            refusal.headers.append(("WWW-Authenticate", "JWT realm=\"api\""))
            return refusal
        }
        return answer()
    }

    // MARK: - Enrolments

    private struct Form: Decodable {
        struct Details: Decodable {
            let courseID: String

            enum CodingKeys: String, CodingKey { case courseID = "course_id" }
        }

        let user: String
        let mode: String?
        let isActive: Bool?
        let details: Details

        enum CodingKeys: String, CodingKey {
            case user, mode
            case isActive = "is_active"
            case details = "course_details"
        }
    }

    private func change(_ request: HTTPRequest) -> HTTPResponse {
        let form: Form
        do throws(JSONFault) {
            form = try JSON.decode(Form.self, from: request.body)
        } catch {
            return Self.message(400, "\(error.member) \(error.problem)")
        }
        let run = form.details.courseID
        guard let course = OpenEdXPages.course(ofRun: run, platform) else {
            return Self.message(400, "No course '\(run)' found for enrollment")
        }
        guard form.mode == OpenEdXPages.mode else {
            return Self.message(
                400,
                "The [\(form.mode ?? "None")] course mode is expired or otherwise unavailable "
                    + "for course run [\(run)].")
        }
        let (id, application) = Self.enrolment(of: form.user, in: run, course, platform)
        if form.isActive == false {
            _ = platform.enrolments.cancel(id)
            return Self.answer(200, document(form.user, run, isActive: false))
        }
        switch platform.enrol(id, application, reopens: true) {
        case .created, .exists: return Self.answer(200, document(form.user, run, isActive: true))
        case .conflict: return Self.message(400, "An error occurred while enrolling.")
        case .refused(let words): return Self.message(400, words)
        }
    }

    /// An enrolment's id and what it consists of; the reference stands for the order.
    private static func enrolment(
        of user: String, in run: String, _ course: SeedCourse, _ platform: SimulatedPlatform
    ) -> (id: String, application: SimulatedEnrolment.Application) {
        let name = user + "," + run
        return (
            DerivedID.uuid(platform.id, name),
            SimulatedEnrolment.Application(
                orderID: name, courseID: course.id, learnerID: user, scheduleCode: nil)
        )
    }

    private func look(_ name: String) -> HTTPResponse {
        guard let enrolment = platform.enrolments.known(DerivedID.uuid(platform.id, name)),
            let application = enrolment.application
        else { return HTTPResponse(status: 200, headers: [("Content-Type", "application/json")]) }
        let run = String(name.dropFirst(application.learnerID.count + 1))
        return Self.answer(
            200,
            document(application.learnerID, run, isActive: enrolment.state != .cancelled))
    }

    private func document(_ user: String, _ run: String, isActive: Bool) -> JSONValue {
        [
            "created": .string(platform.clock.now().description),
            "mode": .string(OpenEdXPages.mode),
            "is_active": .bool(isActive), "user": .string(user),
            "course_details": ["course_id": .string(run)],
        ]
    }

    // MARK: - Certificates

    private func certificate(of user: String, in run: String) -> HTTPResponse {
        guard let course = OpenEdXPages.course(ofRun: run, platform) else {
            return Self.answer(404, ["error_code": "course_id_not_valid"])
        }
        let (id, application) = Self.enrolment(of: user, in: run, course, platform)
        // Whoever asks is sure of the enrolment: one from before a restart is taken up again.
        _ = platform.enrolment(id, resumedAs: application)
        let events = platform.record.events(of: id)
        var certificate: [String: JSONValue]?
        for event in events {
            guard case .completed(let score) = event.step else { continue }
            certificate = [
                "username": .string(user), "course_id": .string(run),
                "certificate_type": .string(OpenEdXPages.mode),
                "created_date": .string(event.at.description), "status": "generating",
                "is_passing": .bool(true), "download_url": .null,
                "grade": .string(String(Double(score) / 100)),
            ]
        }
        // It may have been issued before the completion was noted.
        for event in events {
            guard case .certified = event.step else { continue }
            certificate?["status"] = "downloadable"
            certificate?["download_url"] = .string(
                platform.base.below(["certificates", id]).text)
        }
        return certificate.map { Self.answer(200, .object($0)) }
            ?? Self.answer(404, ["error_code": "no_certificate_for_user"])
    }

    // MARK: - Answers

    static func answer(_ status: Int, _ body: JSONValue) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: [("Content-Type", "application/json")],
            body: JSON.encode(body))
    }

    static func message(_ status: Int, _ words: String) -> HTTPResponse {
        answer(status, ["message": .string(words)])
    }
}
