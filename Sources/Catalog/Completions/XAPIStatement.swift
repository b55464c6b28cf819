import Cryptography
import Foundation

/// A statement of the Experience API, 1.0.3 and 2.0 (IEEE 9274.1.1): what a learner did.
///
/// `context.registration` names the enrolment. The specification wants a UUID there; platforms
/// put the id of their enrolment there, so any text within ``WebhookEvent/referenceBytesMax`` is
/// taken. The verbs completed and passed complete a course, unless their result says otherwise;
/// initialized starts it; progressed carries its extension; every other verb is kept.
public struct XAPIStatement: Sendable, Equatable {
    /// Statements in one request.
    public static let statementsMax = 100
    public static let bodyBytesMax = 512 << 10
    public static let iriBytesMax = 2_000

    public let event: CompletionEvent
    /// The statement as it was written, byte for byte.
    public let body: [UInt8]
    /// SHA-256 of the statement with its id, its members sorted by name: the same content has
    /// the same digest.
    public let digest: [UInt8]

    /// The `id` to answer with, a UUID in lower case.
    public var id: String { event.id }

    /// What we speak; the first answers where no other was asked for.
    public static let versions = ["1.0.3", "2.0.0"]

    /// The version that an answer names: of the same edition as the request's.
    public static func answerVersion(to asked: String) -> String {
        versions.first { $0.prefix(2) == asked.prefix(2) } ?? versions[0]
    }

    /// Whether we speak the version of a request's `X-Experience-API-Version`.
    public static func speaks(version: String) -> Bool {
        version == "1.0" || version == "2.0" || version.hasPrefix("1.0.")
            || version.hasPrefix("2.0.")
    }

    /// Reads one statement or an array of them. One without an id is given one; one without a
    /// timestamp happened at `now` (sections 2.4.1 and 2.4.7 of the data part).
    /// - Parameter id: of the one statement that a PUT names in its address; it need not be
    ///   repeated in the body, but may not differ there.
    /// - Throws: ``JSONFault`` naming the member; then none of the batch may be taken.
    public static func parse(
        _ body: [UInt8], at now: Instant, id: String? = nil
    ) throws(JSONFault) -> [Self] {
        guard body.count <= bodyBytesMax else {
            throw JSONFault(member: "", problem: "longer than \(bodyBytesMax) bytes")
        }
        let value = try JSON.decode(JSONValue.self, from: body)
        if let id { return [try statement(named(value, id), body, path: "", at: now)] }
        guard case .array(let values) = value else {
            return [try statement(value, body, path: "", at: now)]
        }
        guard values.count <= statementsMax else {
            throw JSONFault(member: "", problem: "more than \(statementsMax) statements")
        }
        let texts = JSON.elements(of: body)
        guard texts.count == values.count else {
            throw JSONFault(member: "", problem: "not JSON in UTF-8")
        }
        var statements: [Self] = []
        var ids: Set<String> = []
        for (index, value) in values.enumerated() {
            let next = try statement(value, texts[index], path: "\(index).", at: now)
            guard ids.insert(next.id).inserted else {
                throw JSONFault(member: "\(index).id", problem: "is there twice")
            }
            statements.append(next)
        }
        return statements
    }

    private static func named(
        _ value: JSONValue, _ id: String
    ) throws(JSONFault) -> JSONValue {
        guard case .object(var members) = value else {
            throw JSONFault(member: "", problem: "must be one statement")
        }
        if let own = members["id"]?.string, own.lowercased() != id.lowercased() {
            throw JSONFault(member: "id", problem: "differs from statementId")
        }
        members["id"] = members["id"] ?? .string(id)
        return .object(members)
    }

    private static func statement(
        _ value: JSONValue, _ text: [UInt8], path: String, at now: Instant
    ) throws(JSONFault) -> Self {
        let shape = XAPIShape(path: path)
        try shape.check(value)
        guard case .object(var members) = value else {
            throw JSONFault(member: path, problem: "must be an object")
        }
        let id = members["id"]?.string?.lowercased() ?? UUID().uuidString.lowercased()
        members["id"] = .string(id)
        // The receiver sets these two, whatever the sender wrote: they are no content.
        members["stored"] = nil
        members["authority"] = nil
        var timestamp = now
        if let text = members["timestamp"]?.string {
            guard let instant = Instant(text) else {
                throw JSONFault(
                    member: path + "timestamp", problem: "not a time as in 2026-03-01T09:00:00Z")
            }
            timestamp = instant
        }
        let content = JSONValue.object(members)
        return Self(
            event: event(content, id: id, at: timestamp), body: text,
            digest: SHA256.digest(content.canonicalBytes))
    }

    /// What a sound statement means to us.
    private static func event(
        _ statement: JSONValue, id: String, at timestamp: Instant
    ) -> CompletionEvent {
        let verb = statement["verb"]?["id"]?.string ?? ""
        let result = statement["result"]
        return CompletionEvent(
            id: id, kind: kind(of: verb, result: result), name: verb,
            enrolmentReference: statement["context"]?["registration"]?.string, at: timestamp,
            score: result?["score"].flatMap(percentage), progress: result.flatMap(progress))
    }

    private static let verbs: [String: CompletionEvent.Kind] = [
        "http://adlnet.gov/expapi/verbs/initialized": .started,
        "http://adlnet.gov/expapi/verbs/progressed": .progressed,
        "http://adlnet.gov/expapi/verbs/completed": .completed,
        "http://adlnet.gov/expapi/verbs/passed": .completed,
    ]

    /// The verbs by which a course is completed.
    static let completingVerbs = verbs.filter { $0.value == .completed }.map(\.key).sorted()

    /// A result that denies what the verb says proves nothing.
    private static func kind(of verb: String, result: JSONValue?) -> CompletionEvent.Kind {
        let kind = verbs[verb] ?? .other
        guard kind == .completed else { return kind }
        let isDenied = result?["completion"]?.bool == false || result?["success"]?.bool == false
        return isDenied ? .other : .completed
    }

    /// A score as a percentage; nil where it has no known scale or is below zero.
    private static func percentage(_ score: JSONValue) -> Double? {
        if let scaled = score["scaled"]?.number { return scaled >= 0 ? scaled * 100 : nil }
        guard let raw = score["raw"]?.number, let most = score["max"]?.number else { return nil }
        let least = score["min"]?.number ?? 0
        guard least < most, (least...most).contains(raw) else { return nil }
        return (raw - least) / (most - least) * 100
    }

    /// Extensions that carry progress, with their full scale: cmi5 (9.5.5.1) and the video profile.
    private static let progressScales: [(extension: String, full: Double)] = [
        ("https://w3id.org/xapi/cmi5/result/extensions/progress", 100),
        ("https://w3id.org/xapi/video/extensions/progress", 1),
    ]

    private static func progress(_ result: JSONValue) -> Double? {
        for scale in progressScales {
            guard let value = result["extensions"]?[scale.extension]?.number else { continue }
            return (0...scale.full).contains(value) ? value / scale.full : nil
        }
        return nil
    }
}
