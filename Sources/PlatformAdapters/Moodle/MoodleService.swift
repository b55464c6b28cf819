import Catalog

/// One call of a web service function.
struct MoodleCall {
    enum Kind { case read, write }

    let kind: Kind
    let function: String
    /// In PHP's way: `users[0][username]`.
    let arguments: [(name: String, value: String)]

    init(_ kind: Kind, _ function: String, _ arguments: [(name: String, value: String)] = []) {
        self.kind = kind
        self.function = function
        self.arguments = arguments
    }
}

/// The one address of a Moodle site's web services. The token stands in the form of each call, and
/// nothing that comes back is shown before it is cleared of it.
struct MoodleService: Sendable {
    let connection: PlatformConnection
    let token: String

    enum Outcome {
        case value(JSONValue, source: HTTPAnswer)
        case fault(MoodleFault)
    }

    /// - Throws: what the connection throws; `.malformed` for a read, `.unknown` for a write,
    ///   where the answer is not JSON.
    func send(
        _ call: MoodleCall, budget: inout RetryBudget
    ) async throws(PlatformFailure) -> Outcome {
        var form = [("wstoken", token), ("wsfunction", call.function)]
        form.append(("moodlewsrestformat", "json"))
        form += call.arguments
        let body = form.map { HTTPAddress.component($0.0) + "=" + HTTPAddress.component($0.1) }
            .joined(separator: "&")
        let answer: HTTPAnswer
        do throws(PlatformFailure) {
            answer = try await connection.send(
                PlatformConnection.Call(
                    method: "POST",
                    address: connection.base.below(["webservice", "rest", "server.php"]),
                    headers: [
                        ("Content-Type", "application/x-www-form-urlencoded"),
                        ("Accept", "application/json"),
                    ], body: Array(body.utf8), isRead: call.kind == .read),
                budget: &budget)
        } catch {
            throw error.mapped(cleared)
        }
        let value = try? JSON.decode(JSONValue.self, from: answer.body)
        if let fault = value.flatMap(MoodleFault.init) { return .fault(fault) }
        guard answer.status == 200, let value else {
            let words =
                answer.status == 200
                ? "\(call.function): the answer is not JSON"
                : "\(call.function): HTTP \(answer.status)"
            throw call.kind == .read ? .malformed(words) : .unknown(words)
        }
        return .value(value, source: answer)
    }

    /// The value; a fault is thrown as what it means.
    func value(
        of call: MoodleCall, budget: inout RetryBudget
    ) async throws(PlatformFailure) -> (value: JSONValue, source: HTTPAnswer) {
        switch try await send(call, budget: &budget) {
        case .value(let value, let source): return (value, source)
        case .fault(let fault): throw failure(fault, of: call)
        }
    }

    func value(of call: MoodleCall) async throws(PlatformFailure) -> JSONValue {
        var budget = connection.lookUpBudget()
        return try await value(of: call, budget: &budget).value
    }

    func failure(_ fault: MoodleFault, of call: MoodleCall) -> PlatformFailure {
        fault.failure(isRead: call.kind == .read).mapped(cleared)
    }

    private func cleared(_ words: String) -> String {
        words.replacing(token, with: "…")
    }
}

/// An error as Moodle sends it, with status 200: `{exception, errorcode, message, debuginfo}`.
struct MoodleFault {
    static let wordsMax = 300
    /// The token, or what its owner may do, has to be mended.
    private static let credentials: Set<String> = [
        "invalidtoken", "invalidtimedtoken", "invalidiptoken", "accessexception", "nopermissions",
        "servicenotavailable", "restprotocolnotenabled", "webservicesnotenabled",
        "enablewsdescription", "usernotallowed", "forcepasswordchangenotice",
    ]
    private static let credentialsPrefix = "wsaccess"
    /// The site is at work on itself; nothing was done.
    private static let maintenance: Set<String> = [
        "sitemaintenance", "upgraderunning", "maintenancemode", "dbconnectionfailed",
    ]
    /// Something broke half-way.
    private static let breakdowns: Set<String> = [
        "dmlreadexception", "dmlwriteexception", "dmltransactionexception",
        "generalexceptionmessage",
    ]

    let code: String
    let message: String

    /// Nil for an answer that is no error.
    init?(_ value: JSONValue) {
        guard case .object(let members) = value,
            members["exception"]?.string != nil || members["errorcode"]?.string != nil
        else { return nil }
        code = TextRules.line(members["errorcode"]?.string ?? "")
        let words = members["message"]?.string ?? members["error"]?.string ?? ""
        message = TextRules.line(words)
    }

    var words: String {
        let text = message.isEmpty ? code : code.isEmpty ? message : "\(message) (\(code))"
        return text.isEmpty ? "an error without words" : String(text.prefix(Self.wordsMax))
    }

    func failure(isRead: Bool) -> PlatformFailure {
        let code = code.lowercased()
        if Self.credentials.contains(code) || code.hasPrefix(Self.credentialsPrefix) {
            return .unauthorized(words)
        }
        if Self.maintenance.contains(code) {
            return .unavailable(words, retryAfterSeconds: nil)
        }
        if Self.breakdowns.contains(code) {
            return isRead ? .unavailable(words, retryAfterSeconds: nil) : .unknown(words)
        }
        return .refused(words)
    }
}

extension PlatformFailure {
    /// The same with other words.
    func mapped(_ change: (String) -> String) -> PlatformFailure {
        switch self {
        case .refused(let words): return .refused(change(words))
        case .unavailable(let words, let seconds):
            return .unavailable(change(words), retryAfterSeconds: seconds)
        case .conflict(let words): return .conflict(change(words))
        case .unknown(let words): return .unknown(change(words))
        case .unauthorized(let words): return .unauthorized(change(words))
        case .malformed(let words): return .malformed(change(words))
        }
    }
}
