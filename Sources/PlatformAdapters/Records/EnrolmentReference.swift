import Catalog

/// Checks what platforms say about an enrolment, whatever the dialect.
enum EnrolmentReference {
    static let charactersMax = 200

    /// Fit to stand in a path of ours and in our store.
    static func isSound(_ reference: String) -> Bool {
        !reference.isEmpty && reference.count <= charactersMax && reference != "."
            && reference != ".." && reference == TextRules.line(reference)
    }

    /// The words that platforms have for the states of an enrolment, in lower case and without
    /// what stands between their parts. A word that is not here is no answer that counts.
    private static let words: [Enrolment.State: Set<String>] = [
        .pending: ["pending", "processing", "queued", "requested", "submitted", "waiting"],
        .active: [
            "accepted", "active", "approved", "confirmed", "created", "enroled", "enrolled",
            "inprogress", "notstarted", "registered", "started",
        ],
        .completed: ["complete", "completed"],
        .cancelled: [
            "canceled", "cancelled", "declined", "deleted", "dropped", "rejected", "revoked",
            "unenroled", "unenrolled", "withdrawn",
        ],
    ]

    private static func state(_ word: String) -> Enrolment.State? {
        let letters = word.lowercased().filter(\.isLetter)
        return words.first { $0.value.contains(letters) }?.key
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
            guard let state = state(word) else { fallthrough }
            return Enrolment(
                reference: reference, state: state,
                completedAt: completedAt?.string.flatMap { Instant($0) })
        default: throw .malformed("the enrolment's status is not known")
        }
    }
}
