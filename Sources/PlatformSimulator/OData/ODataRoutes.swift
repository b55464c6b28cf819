import Catalog
import Foundation
import HTTPServer
import PlatformAdapters

/// A simulated platform's OData 4.0: courses in pages with delta links, assignments, activities.
struct ODataRoutes: Sendable {
    static let pageSizeDefault = 50
    static let pageSizeMax = 500
    static let bodyBytesMax = 64 << 10

    let platform: SimulatedPlatform

    func add(to router: inout Router) {
        let limits = RouteLimits(
            bodyBytesMax: Self.bodyBytesMax, mediaTypes: ["application/json"])
        router.on("GET", platform.path("/learningContents"), .noBody) { request in
            .now(guarded(request) { contents(request) })
        }
        router.on("GET", platform.path("/learningCourseActivities"), .noBody) { request in
            .now(guarded(request) { activities(request) })
        }
        // A key stands in parentheses, so the segment as a whole is matched.
        let assignment = platform.path("/{assignment}")
        router.on("PUT", assignment, limits) { request in .now(guarded(request) { put(request) }) }
        router.on("GET", assignment, .noBody) { request in
            .now(guarded(request) { read(request) })
        }
        router.on("DELETE", assignment, .noBody) { request in
            .now(guarded(request) { cancel(request) })
        }
    }

    private func guarded(_ request: HTTPRequest, _ answer: () -> HTTPResponse) -> HTTPResponse {
        guard platform.tokens.admits(request) else {
            var refusal = Self.error(401, "Unauthorized", "Token tidak berlaku.")
            refusal.headers.append(("WWW-Authenticate", "Bearer"))
            return refusal
        }
        return answer()
    }

    // MARK: - Courses

    /// The courses never change while the simulator runs: a delta is empty.
    private func contents(_ request: HTTPRequest) -> HTTPResponse {
        let value: (String) -> String? = { name in
            request.query.first { $0.name == name }?.value
        }
        let courses = platform.shelf.courses
        let link = platform.base.below(["learningContents"]).text
        var members: [String: JSONValue] = [
            "@odata.context": .string(platform.base.below([]).text + "/$metadata#learningContents")
        ]
        if value("$deltatoken") != nil {
            members["value"] = []
            members["@odata.deltaLink"] = .string(link + "?$deltatoken=0")
            return Self.answer(200, .object(members))
        }
        let start = value("$skiptoken").flatMap { Int($0) } ?? 0
        guard (0...courses.count).contains(start) else {
            return Self.error(410, "resyncRequired", "Penanda halaman tidak berlaku.")
        }
        let size = Self.pageSize(request.headers(named: "Prefer"))
        let end = min(start + size, courses.count)
        members["value"] = .array(courses[start..<end].map(content))
        if end < courses.count {
            members["@odata.nextLink"] = .string(link + "?$skiptoken=\(end)")
        } else {
            members["@odata.deltaLink"] = .string(link + "?$deltatoken=0")
        }
        return Self.answer(200, .object(members))
    }

    private static func pageSize(_ preferences: [String]) -> Int {
        for preference in preferences.flatMap({ $0.split(separator: ",") }) {
            let parts = preference.split(separator: "=")
            if parts.count == 2, parts[0].hasSuffix("maxpagesize"), let size = Int(parts[1]) {
                return min(max(size, 1), pageSizeMax)
            }
        }
        return pageSizeDefault
    }

    private func content(_ course: SeedCourse) -> JSONValue {
        [
            "id": .string(course.id), "title": .string(course.title),
            "description": .string(course.description), "sourceName": .string(course.provider),
            "category": .string(course.category), "price": JSONValue(course.price),
            "priceCurrency": .string(course.currency), "contentWebUrl": .string(course.url),
            "thumbnailWebUrl": .string(course.imageURL), "languageTag": .string(course.language),
            "duration": JSONValue(course.durationMinutes.map { "PT\($0)M" }),
            "level": JSONValue(course.level.map { $0.prefix(1).uppercased() + $0.dropFirst() }),
            "deliveryMode": .string(
                course.delivery == Delivery.selfPaced.rawValue ? "selfPaced" : course.delivery),
            "skillTags": .array(course.skills.map(JSONValue.string)),
            "lastModifiedDateTime": .string(
                course.updatedAt.description.replacingOccurrences(of: "Z", with: ".0000000Z")),
            "isActive": true,
        ]
    }

    // MARK: - Assignments

    private struct Assignment: Decodable {
        let learningContentId: String
        let learnerUserId: String
    }

    /// `learningAssignments('key')`.
    private func key(_ request: HTTPRequest) -> String? {
        let segment = request.pathParameters["assignment"] ?? ""
        let start = "learningAssignments('"
        guard segment.hasPrefix(start), segment.hasSuffix("')") else { return nil }
        return String(segment.dropFirst(start.count).dropLast(2))
    }

    private func put(_ request: HTTPRequest) -> HTTPResponse {
        guard let key = key(request) else { return Self.notFound }
        let form: Assignment
        do throws(JSONFault) {
            form = try JSON.decode(Assignment.self, from: request.body)
        } catch {
            return Self.error(400, "BadRequest", "\(error.member) \(error.problem)")
        }
        let application = SimulatedEnrolment.Application(
            orderID: key, courseID: form.learningContentId, learnerID: form.learnerUserId,
            scheduleCode: nil)
        switch platform.enrol(DerivedID.uuid(platform.id, key), application) {
        case .created(let enrolment): return Self.answer(201, document(key, enrolment))
        case .exists(let enrolment): return Self.answer(200, document(key, enrolment))
        case .conflict: return Self.error(422, "Conflict", "Penugasan ini untuk kelas lain.")
        case .refused(let words): return Self.error(422, "Refused", words)
        }
    }

    private func read(_ request: HTTPRequest) -> HTTPResponse {
        guard let key = key(request),
            let enrolment = platform.enrolment(DerivedID.uuid(platform.id, key))
        else { return Self.notFound }
        return Self.answer(200, document(key, enrolment))
    }

    private func cancel(_ request: HTTPRequest) -> HTTPResponse {
        guard let key = key(request) else { return Self.notFound }
        let id = DerivedID.uuid(platform.id, key)
        guard let enrolment = platform.enrolment(id), enrolment.state != .cancelled else {
            return Self.notFound
        }
        guard platform.enrolments.cancel(id) else {
            return Self.error(409, "Completed", "Kelas sudah diselesaikan.")
        }
        return HTTPResponse(status: 204)
    }

    private func document(_ key: String, _ enrolment: SimulatedEnrolment) -> JSONValue {
        let states: [Enrolment.State: String] = [
            .active: "inProgress", .completed: "completed", .cancelled: "cancelled",
        ]
        return [
            "id": .string(key), "status": .string(states[enrolment.state] ?? "notStarted"),
            "learningContentId": JSONValue(enrolment.application?.courseID),
            "learnerUserId": JSONValue(enrolment.application?.learnerID),
        ]
    }

    // MARK: - Activities

    /// One activity of each assignment, as far as its learner came.
    private func activities(_ request: HTTPRequest) -> HTTPResponse {
        let filter = request.query.first { $0.name == "$filter" }?.value ?? ""
        let start = "learningAssignmentId eq '"
        guard filter.hasPrefix(start), filter.hasSuffix("'") else {
            return Self.error(400, "BadRequest", "$filter tidak didukung.")
        }
        let key = String(filter.dropFirst(start.count).dropLast())
        guard let enrolment = platform.enrolment(DerivedID.uuid(platform.id, key)) else {
            return Self.answer(200, ["value": []])
        }
        var activity: [String: JSONValue] = [
            "learningAssignmentId": .string(key), "status": "notStarted",
            "learningContentId": JSONValue(enrolment.application?.courseID),
            "learnerUserId": JSONValue(enrolment.application?.learnerID),
            "completionPercentage": 0,
        ]
        for event in platform.record.events(of: enrolment.id) {
            let time = JSONValue.string(event.at.description)
            switch event.step {
            case .started:
                activity["status"] = "inProgress"
                activity["startedDateTime"] = time
            case .progressed(let progress):
                activity["completionPercentage"] = .integer(Int64(progress * 100))
            case .completed:
                activity["status"] = "completed"
                activity["completionPercentage"] = 100
                activity["completedDateTime"] = time
            case .certified: break
            }
        }
        return Self.answer(200, ["value": [.object(activity)]])
    }

    // MARK: - Answers

    private static let notFound = error(404, "NotFound", "Tidak ditemukan.")

    private static func answer(_ status: Int, _ document: JSONValue) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: [
                ("Content-Type", "application/json;odata.metadata=minimal"),
                ("OData-Version", "4.0"),
            ], body: JSON.encode(document))
    }

    private static func error(_ status: Int, _ code: String, _ message: String) -> HTTPResponse {
        answer(
            status, ["error": ["code": .string(code), "message": .string(message)]])
    }
}
