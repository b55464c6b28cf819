import Cryptography

/// A score that an LTI tool posts to a line item (LTI Assignment and Grade Services 2.0, section
/// 3.4).
public struct LineItemScore: Sendable, Equatable {
    public static let mediaType = "application/vnd.ims.lis.v1.score+json"
    public static let scope = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
    public static let bodyBytesMax = 64 << 10
    static let wordBytesMax = 100

    /// The learner, as the launch named them.
    public let userID: String
    public let timestamp: Instant
    let activityProgress: String
    let gradingProgress: String
    /// 0 to 100; nil where none was given.
    let score: Double?

    /// - Throws: ``JSONFault`` naming the member that is missing, mistyped or out of bounds.
    public static func parse(_ body: [UInt8]) throws(JSONFault) -> LineItemScore {
        let members = try JSON.decode(JSONValue.self, from: body)
        guard case .object = members else {
            throw JSONFault(member: "", problem: "must be an object")
        }
        guard let timestamp = Instant(try word("timestamp", members)) else {
            throw JSONFault(member: "timestamp", problem: "is not a time with its offset")
        }
        return LineItemScore(
            userID: try word("userId", members), timestamp: timestamp,
            activityProgress: try word("activityProgress", members),
            gradingProgress: try word("gradingProgress", members), score: try score(members))
    }

    private static func word(
        _ name: String, _ members: JSONValue
    ) throws(JSONFault) -> String {
        guard let value = members[name], value != .null else {
            throw JSONFault(member: name, problem: "is missing")
        }
        guard case .string(let text) = value, !text.isEmpty, text.utf8.count <= wordBytesMax,
            !text.utf8.contains(0)
        else {
            throw JSONFault(member: name, problem: "must be a text of 1 to \(wordBytesMax) bytes")
        }
        return text
    }

    /// A tool may give more than the maximum; it counts as all.
    private static func score(_ members: JSONValue) throws(JSONFault) -> Double? {
        guard let given = members["scoreGiven"], given != .null else { return nil }
        guard let points = given.number, points.isFinite, points >= 0 else {
            throw JSONFault(member: "scoreGiven", problem: "must be a number from 0")
        }
        guard let maximum = members["scoreMaximum"]?.number, maximum.isFinite, maximum > 0 else {
            throw JSONFault(
                member: "scoreMaximum", problem: "must be above 0 where a score is given")
        }
        return min(points / maximum, 1) * 100
    }

    /// Completed and FullyGraded together complete the course; other words are kept, and decide
    /// nothing but that the learner has begun. The same score again has the same id.
    public func event(of order: Identifier<Order>) -> CompletionEvent {
        let kind: CompletionEvent.Kind
        switch (activityProgress, gradingProgress) {
        case ("Completed", "FullyGraded"): kind = .completed
        case ("Started", _): kind = .started
        case ("InProgress", _), ("Submitted", _), ("Completed", _): kind = .progressed
        default: kind = .other
        }
        let content: JSONValue = [
            "order": .string(order.value), "user": .string(userID),
            "at": .integer(timestamp.milliseconds), "activity": .string(activityProgress),
            "grading": .string(gradingProgress),
            "score": score.map(JSONValue.number) ?? .null,
        ]
        let digest = SHA256.digest(content.canonicalBytes).prefix(16)
        return CompletionEvent(
            id: "score-" + Hex.encode(Array(digest)), kind: kind,
            name: kind == .other ? "score." + activityProgress : nil, orderID: order.value,
            enrolmentReference: order.value, at: timestamp,
            score: kind == .completed ? score : nil)
    }
}
