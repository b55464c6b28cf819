import Catalog
import HTTPServer
import PlatformAdapters

/// A simulated platform's GraphQL over HTTP, and the keys that it signs its callbacks with.
struct GraphQLRoutes: Sendable {
    static let requestBytesMax = 64 << 10

    let platform: SimulatedPlatform
    private let catalogue: GraphQLCatalogue

    init(platform: SimulatedPlatform) {
        self.platform = platform
        catalogue = GraphQLCatalogue(shelf: platform.shelf)
    }

    func add(to router: inout Router) {
        let limits = RouteLimits(
            bodyBytesMax: Self.requestBytesMax, mediaTypes: ["application/json"])
        router.on("POST", platform.path("/graphql"), limits) { request in .now(answer(request)) }
        let credential = platform.configuration.credentials["jwks_url"]
        let path = credential.flatMap(HTTPAddress.init)?.path ?? platform.path("/jwks.json")
        let keys = platform.keys?.bytes ?? []
        router.on("GET", path, .noBody) { _ in
            .now(
                HTTPResponse(
                    status: 200, headers: [("Content-Type", "application/jwk-set+json")],
                    body: keys))
        }
    }

    private struct Body: Decodable {
        let query: String
        let operationName: String?
        let variables: [String: JSONValue]?
    }

    private func answer(_ request: HTTPRequest) -> HTTPResponse {
        let token = platform.configuration.credentials["token"] ?? ""
        guard !token.isEmpty, request.header("authorization") == "Bearer " + token else {
            var refusal = Self.answer(
                401, Self.fault("Token tidak berlaku.", code: "UNAUTHENTICATED"))
            refusal.headers.append(("WWW-Authenticate", "Bearer"))
            return refusal
        }
        do throws(GraphQLRequestFault) {
            let body: Body
            do throws(JSONFault) {
                body = try JSON.decode(Body.self, from: request.body)
            } catch {
                throw GraphQLRequestFault(message: "\(error.member) \(error.problem)")
            }
            let execution = try GraphQLExecution(
                GraphQLParser.document(body.query), operationName: body.operationName,
                variables: body.variables ?? [:])
            let data = try execution.data { field, arguments throws(GraphQLRequestFault) in
                execution.isMutation
                    ? try mutate(field, arguments["input"] ?? .null) : try ask(field, arguments)
            }
            return Self.answer(200, ["data": data])
        } catch {
            return Self.answer(
                400, Self.fault(error.message, code: "GRAPHQL_VALIDATION_FAILED"))
        }
    }

    private func ask(
        _ field: String, _ arguments: [String: JSONValue]
    ) throws(GraphQLRequestFault) -> JSONValue {
        switch field {
        case "courses": return try catalogue.connection(arguments)
        case "enrolment":
            let reference = arguments["clientReference"]?.string
            let id = arguments["id"]?.string ?? reference.map(enrolmentID)
            return id.flatMap { platform.enrolment($0) }.map(enrolment) ?? .null
        case "node":
            let id = arguments["id"]?.string ?? ""
            if let course = platform.shelf.course(id) { return catalogue.course(course) }
            return platform.enrolment(id).map(enrolment) ?? .null
        default: throw GraphQLRequestFault(message: "Cannot query field \"\(field)\" on \"Query\".")
        }
    }

    private func mutate(
        _ field: String, _ input: JSONValue
    ) throws(GraphQLRequestFault) -> JSONValue {
        var made: SimulatedEnrolment?
        var refusal: (code: String, words: String)?
        switch field {
        case "enrolmentCreate": (made, refusal) = try create(input)
        case "enrolmentCancel":
            let id = input["enrolmentId"]?.string ?? ""
            if platform.enrolment(id) == nil {
                refusal = ("NOT_FOUND", "Enrolment tidak ditemukan.")
            } else if !platform.enrolments.cancel(id), platform.enrolment(id)?.state != .cancelled {
                refusal = ("COMPLETED", "Kelas sudah diselesaikan.")
            }
            made = platform.enrolment(id)
        default:
            throw GraphQLRequestFault(message: "Cannot query field \"\(field)\" on \"Mutation\".")
        }
        let errors = refusal.map { refusal -> JSONValue in
            [
                "__typename": "UserError", "field": .null, "code": .string(refusal.code),
                "message": .string(refusal.words),
            ]
        }
        return [
            "__typename": .string(
                field == "enrolmentCreate" ? "EnrolmentCreatePayload" : "EnrolmentCancelPayload"),
            "enrolment": made.map(enrolment) ?? .null, "errors": .array([errors].compactMap { $0 }),
            "clientMutationId": input["clientMutationId"] ?? .null,
        ]
    }

    private func create(
        _ input: JSONValue
    ) throws(GraphQLRequestFault) -> (SimulatedEnrolment?, (code: String, words: String)?) {
        guard let course = input["courseId"]?.string,
            let reference = input["clientReference"]?.string, !reference.isEmpty
        else { throw GraphQLRequestFault(message: "courseId and clientReference are needed.") }
        let application = SimulatedEnrolment.Application(
            orderID: reference, courseID: course, learnerID: input["learner"]?["id"]?.string ?? "",
            scheduleCode: input["scheduleCode"]?.string)
        switch platform.enrol(enrolmentID(of: reference), application) {
        case .created(let enrolment), .exists(let enrolment): return (enrolment, nil)
        case .conflict: return (nil, ("CONFLICT", "Referensi ini untuk pendaftaran lain."))
        case .refused(let words): return (nil, ("REFUSED", words))
        }
    }

    private func enrolmentID(of reference: String) -> String {
        DerivedID.uuid(platform.id, reference)
    }

    private func enrolment(_ enrolment: SimulatedEnrolment) -> JSONValue {
        let course = enrolment.application.flatMap { platform.shelf.course($0.courseID) }
        let state = enrolment.state == .pending ? .active : enrolment.state
        return [
            "__typename": "Enrolment", "id": .string(enrolment.id),
            "state": .string(state.rawValue.uppercased()),
            "course": course.map(catalogue.course) ?? .null,
            "clientReference": JSONValue(enrolment.application?.orderID),
        ]
    }

    private static func fault(_ message: String, code: String) -> JSONValue {
        ["errors": [["message": .string(message), "extensions": ["code": .string(code)]]]]
    }

    private static func answer(_ status: Int, _ body: JSONValue) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: [("Content-Type", "application/graphql-response+json")],
            body: JSON.encode(body))
    }
}
