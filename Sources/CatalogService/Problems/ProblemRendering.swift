import Catalog
import HTTPServer
import SQL

extension Problem {
    /// Seconds that a caller is asked to wait when the service is full.
    static let retryAfterSeconds = 1

    /// Any error that a handler or the server throws, as a problem. What is not known here is a
    /// fault of ours: 500, and the details stay in the log.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let refusal as Refusal: self.init(refusal)
        case let fault as JSONFault: self.init(fault)
        case let refusal as HTTPRefusal: self.init(refusal)
        case is CommandQueue.Failure, is ReadPool.Failure: self = .busy
        case let error as DatabaseError: self.init(error)
        default: self.init(500, "internal_error", "Something failed on our side; it was noted.")
        }
    }

    static var busy: Problem {
        Problem(
            503, "busy", "Too many requests are waiting. Nothing was done; try again.",
            headers: [("Retry-After", "\(retryAfterSeconds)")])
    }

    private static let unknown =
        "It is not known whether this was done. Repeat it, with its Idempotency-Key if it has one."

    private init(_ fault: JSONFault) {
        let place = fault.member.isEmpty ? "The body" : "The member \"\(fault.member)\""
        let detail = "\(place) \(fault.member.isEmpty ? "is " : "")\(fault.problem)."
        self.init(
            fault.member.isEmpty ? 400 : 422,
            fault.member.isEmpty ? "malformed_json" : "invalid_body",
            detail,
            reasons: fault.member.isEmpty
                ? []
                : [.init(code: "invalid_member", detail: detail, fix: "See /openapi.json.")])
    }

    private init(_ error: DatabaseError) {
        switch error {
        case .outcomeUnknown:
            self.init(
                503, "outcome_unknown", Self.unknown,
                headers: [("Retry-After", "\(Self.retryAfterSeconds)")])
        case .full:
            self.init(
                507, "storage_full", "There is no space left to record this. Nothing was done.",
                headers: [("Retry-After", "5")])
        case .busy, .connectionLost, .unavailable:
            self.init(
                503, "storage_unavailable", "The store cannot be reached. Nothing was done.",
                headers: [("Retry-After", "\(Self.retryAfterSeconds)")])
        case .constraint, .unusable, .misuse:
            self.init(500, "internal_error", "Something failed on our side; it was noted.")
        }
    }

    private init(_ refusal: HTTPRefusal) {
        let (code, detail): (String, String) =
            switch refusal {
            case .malformed(let what): ("malformed_request", what)
            case .tooSlow: ("too_slow", "The request took too long to arrive.")
            case .bodyTooLarge(let limit):
                ("body_too_large", "The body may have at most \(limit) bytes.")
            case .unsupportedMediaType(let accepted):
                (
                    "unsupported_media_type",
                    "Send the body as \(accepted.joined(separator: " or "))."
                )
            case .unsupportedEncoding:
                ("unsupported_encoding", "Send the body without Content-Encoding.")
            case .noRoute: ("not_found", "There is nothing at this address.")
            case .methodNotAllowed(let allowed):
                ("method_not_allowed", "This address takes \(allowed.joined(separator: ", ")).")
            case .targetTooLong: ("target_too_long", "The address is too long.")
            case .headTooLarge: ("head_too_large", "The header fields are too long.")
            case .stopping: ("stopping", "This instance is stopping; try again.")
            case .givenUp: ("outcome_unknown", Self.unknown)
            }
        let wait = [(name: "Retry-After", value: "\(Self.retryAfterSeconds)")]
        self.init(
            refusal.status, code, detail,
            headers: refusal.headers + (refusal.status == 503 ? wait : []))
    }
}
