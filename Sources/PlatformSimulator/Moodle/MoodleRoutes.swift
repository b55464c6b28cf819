import Catalog
import HTTPServer
import PlatformAdapters

/// A simulated platform's Moodle web services: REST protocol, JSON format.
struct MoodleRoutes: Sendable {
    static let formBytesMax = 64 << 10

    let platform: SimulatedPlatform
    private let desk: MoodleDesk
    private let courses: MoodleCourses

    init(platform: SimulatedPlatform) {
        self.platform = platform
        desk = MoodleDesk()
        courses = MoodleCourses(platform)
    }

    func add(to router: inout Router) {
        let limits = RouteLimits(
            bodyBytesMax: Self.formBytesMax, mediaTypes: ["application/x-www-form-urlencoded"])
        router.on("POST", platform.path("/webservice/rest/server.php"), limits) { request in
            .now(answer(FormFields.read(request.body)))
        }
    }

    /// An error comes with status 200, as from Moodle itself.
    private func answer(_ form: [String: String]) -> HTTPResponse {
        let value: JSONValue
        do throws(MoodleException) {
            guard form["wstoken"] == platform.configuration.credentials["token"] else {
                throw MoodleException("invalidtoken", "Invalid token - token not found")
            }
            value = try call(form["wsfunction"] ?? "", form)
        } catch {
            value = [
                "exception": "moodle_exception", "errorcode": .string(error.code),
                "message": .string(error.message),
            ]
        }
        return HTTPResponse(
            status: 200, headers: [("Content-Type", "application/json; charset=utf-8")],
            body: JSON.encode(value))
    }

    private func call(
        _ function: String, _ form: [String: String]
    ) throws(MoodleException) -> JSONValue {
        switch function {
        case "core_course_get_courses_by_field": return courses.all
        case "core_user_get_users_by_field":
            guard form["field"] == "username", let name = form["values[0]"] else {
                throw MoodleException("invalidparameter", "Invalid parameter value detected")
            }
            return .array(desk.user(named: name).map { [user($0, name)] } ?? [])
        case "core_user_create_users": return try create(form)
        case "enrol_manual_enrol_users": return try enrol(form)
        case "enrol_manual_unenrol_users":
            let (userID, course, id) = try enrolment(
                form["enrolments[0][userid]"], form["enrolments[0][courseid]"])
            _ = platform.enrolments.cancel(id)
            desk.note(userID, course, isEnrolled: false)
            return .null
        case "core_enrol_get_users_courses":
            let userID = form["userid"].flatMap { Int64($0) } ?? 0
            return .array(desk.courses(of: userID).map { ["id": .integer(Int64($0))] })
        case "core_completion_get_course_completion_status":
            let (userID, course, id) = try enrolment(form["userid"], form["courseid"])
            // Whoever asks is sure of the enrolment: one from before a restart is taken up again.
            let application = application(userID, course)
            _ = platform.enrolment(id, resumedAs: application)
            return completion(id)
        default:
            throw MoodleException(
                "accessexception", "Access control exception (no such function)")
        }
    }

    private func user(_ id: Int64, _ name: String) -> JSONValue {
        ["id": .integer(id), "username": .string(name)]
    }

    private func create(_ form: [String: String]) throws(MoodleException) -> JSONValue {
        for field in ["username", "password", "firstname", "lastname", "email"]
        where form["users[0][\(field)]"]?.isEmpty ?? true {
            throw MoodleException("invalidparameter", "Missing required key in users: \(field)")
        }
        let name = form["users[0][username]"] ?? ""
        guard name == name.lowercased(), let id = desk.create(name) else {
            throw MoodleException("invalidparameter", "Username already exists: \(name)")
        }
        return [user(id, name)]
    }

    private func enrol(_ form: [String: String]) throws(MoodleException) -> JSONValue {
        let (userID, number, id) = try enrolment(
            form["enrolments[0][userid]"], form["enrolments[0][courseid]"])
        guard desk.name(of: userID) != nil, let application = application(userID, number) else {
            throw MoodleException("invalidrecord", "Can't find data record in database.")
        }
        switch platform.enrol(id, application, reopens: true) {
        case .created, .exists: desk.note(userID, number, isEnrolled: true)
        case .conflict: throw MoodleException("wscannotenrol", "Already enrolled.")
        case .refused(let words): throw MoodleException("wscannotenrol", words)
        }
        return .null
    }

    /// The reference, by which the service knows the enrolment, stands for the order.
    private func application(
        _ user: Int64, _ number: Int
    ) -> SimulatedEnrolment.Application? {
        courses.course(number).map { course in
            SimulatedEnrolment.Application(
                orderID: "\(user),\(number)", courseID: course.id, learnerID: String(user),
                scheduleCode: nil)
        }
    }

    private func enrolment(
        _ user: String?, _ course: String?
    ) throws(MoodleException) -> (user: Int64, course: Int, id: String) {
        guard let user = user.flatMap({ Int64($0) }), let course = course.flatMap({ Int($0) })
        else { throw MoodleException("invalidparameter", "Invalid parameter value detected") }
        return (user, course, DerivedID.uuid(platform.id, "\(user),\(course)"))
    }

    private func completion(_ id: String) -> JSONValue {
        let end = platform.record.events(of: id).first { event in
            if case .completed = event.step { return true }
            return false
        }
        let seconds = end.map { JSONValue.integer($0.at.milliseconds / 1000) } ?? .null
        return [
            "completionstatus": [
                "completed": .bool(end != nil), "aggregation": 1,
                "completions": [
                    [
                        "type": 4, "title": "Activity completion",
                        "status": end == nil ? "No" : "Yes", "complete": .bool(end != nil),
                        "timecompleted": seconds,
                        "details": ["type": "", "criteria": "", "requirement": "", "status": ""],
                    ]
                ],
            ],
            "warnings": [],
        ]
    }
}

/// An error of a simulated Moodle.
struct MoodleException: Error {
    let code: String
    let message: String

    init(_ code: String, _ message: String) {
        self.code = code
        self.message = message
    }
}
