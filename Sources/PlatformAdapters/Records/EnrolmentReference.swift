import Catalog

/// Checks what platforms say about an enrolment, whatever the dialect.
enum EnrolmentReference {
    static let charactersMax = 200

    /// Fit to stand in a path of ours and in our store.
    static func isSound(_ reference: String) -> Bool {
        !reference.isEmpty && reference.count <= charactersMax && reference != "."
            && reference != ".." && reference == TextRules.line(reference)
    }

    /// - Parameters:
    ///   - status: absent or null means active.
    ///   - orderID: where the platform names it, it must be ours.
    ///   - completedAt: a date that cannot be read is none.
    static func read(
        _ reference: String, status: JSONValue?, orderID: JSONValue?,
        completedAt: JSONValue? = nil, _ request: EnrolmentRequest
    ) throws(PlatformFailure) -> Enrolment {
        guard isSound(reference) else { throw .malformed("the enrolment's id is unusable") }
        if let orderID, orderID != .null, orderID != .string(request.orderID.value) {
            throw .malformed("the enrolment belongs to another order")
        }
        switch status {
        case nil, .null?: return Enrolment(reference: reference, state: .active)
        case .string(let word)?:
            guard let state = Enrolment.State(rawValue: word) else { fallthrough }
            return Enrolment(
                reference: reference, state: state,
                completedAt: completedAt?.string.flatMap { Instant($0) })
        default: throw .malformed("the enrolment's status is not known")
        }
    }
}
