/// What makes a statement acceptable (xAPI 1.0.3, data part, sections 2.2 and 2.4).
///
/// Checked is all that we read and all that the specification requires of every statement; the
/// inner parts of activities and attachments are evidence, kept as they came.
struct XAPIShape {
    /// Before each member's name in a fault: empty, or `3.` in a batch.
    let path: String

    private static let statementMembers: Set<String> = [
        "id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority",
        "version", "attachments",
    ]
    private static let identifiers = ["mbox", "mbox_sha1sum", "openid", "account"]

    func check(_ statement: JSONValue) throws(JSONFault) {
        guard case .object(let members) = statement else {
            throw fault("", "a statement must be an object")
        }
        for name in members.keys.sorted() where !Self.statementMembers.contains(name) {
            throw fault(name, "is not a member of a statement")
        }
        try refuseNulls(statement, at: "")
        if let id = members["id"] { try uuid(id, at: "id") }
        try actor(required(members, "actor"), at: "actor")
        let verb = try required(members, "verb")
        try iri(required(object(verb, at: "verb"), "id", at: "verb."), at: "verb.id")
        try target(required(members, "object"))
        if let result = members["result"] { try check(result: result) }
        if let context = members["context"] { try check(context: context) }
        if let timestamp = members["timestamp"] { _ = try text(timestamp, at: "timestamp") }
    }

    private func check(result: JSONValue) throws(JSONFault) {
        let members = try object(result, at: "result")
        for name in ["success", "completion"] {
            if let value = members[name], value.bool == nil {
                throw fault("result.\(name)", "must be true or false")
            }
        }
        if let extensions = members["extensions"] {
            _ = try object(extensions, at: "result.extensions")
        }
        guard let score = members["score"] else { return }
        let scores = try object(score, at: "result.score")
        for name in ["scaled", "raw", "min", "max"] {
            if let value = scores[name], value.number == nil {
                throw fault("result.score.\(name)", "must be a number")
            }
        }
        if let scaled = scores["scaled"]?.number, !(-1...1).contains(scaled) {
            throw fault("result.score.scaled", "must be from -1 to 1")
        }
        let least = scores["min"]?.number ?? -.infinity
        let most = scores["max"]?.number ?? .infinity
        guard least < most else { throw fault("result.score.min", "must be below max") }
        if let raw = scores["raw"]?.number, !(least...most).contains(raw) {
            throw fault("result.score.raw", "must be from min to max")
        }
    }

    private func check(context: JSONValue) throws(JSONFault) {
        let members = try object(context, at: "context")
        guard let registration = members["registration"] else { return }
        let text = try text(registration, at: "context.registration")
        guard !text.isEmpty, text.utf8.count <= WebhookEvent.referenceBytesMax,
            !text.utf8.contains(0)
        else {
            throw fault(
                "context.registration",
                "must have 1 to \(WebhookEvent.referenceBytesMax) bytes and no NUL")
        }
    }

    /// An agent has exactly one identifier; a group has one, or members.
    private func actor(_ value: JSONValue, at member: String) throws(JSONFault) {
        let members = try object(value, at: member)
        let type = members["objectType"]?.string ?? "Agent"
        let count = Self.identifiers.count { members[$0] != nil }
        switch type {
        case "Agent":
            guard count == 1 else {
                throw fault(member, "must have one of mbox, mbox_sha1sum, openid and account")
            }
        case "Group":
            let isAnonymous = count == 0
            guard count <= 1, !isAnonymous || members["member"] != nil else {
                throw fault(member, "must have one identifier, or its members")
            }
        default:
            throw fault(member + ".objectType", "must be Agent or Group")
        }
        if let account = members["account"] {
            let parts = try object(account, at: member + ".account")
            for name in ["homePage", "name"] {
                _ = try text(
                    required(parts, name, at: member + ".account."),
                    at: "\(member).account.\(name)")
            }
        }
    }

    private func target(_ value: JSONValue) throws(JSONFault) {
        let members = try object(value, at: "object")
        switch members["objectType"]?.string ?? "Activity" {
        case "Activity": try iri(required(members, "id", at: "object."), at: "object.id")
        case "Agent", "Group": try actor(value, at: "object")
        case "StatementRef": try uuid(required(members, "id", at: "object."), at: "object.id")
        case "SubStatement": break
        default: throw fault("object.objectType", "is not one of the specification's")
        }
    }

    private func refuseNulls(_ value: JSONValue, at member: String) throws(JSONFault) {
        switch value {
        case .null: throw fault(member, "must not be null")
        case .array(let values):
            for (index, value) in values.enumerated() {
                try refuseNulls(value, at: "\(member).\(index)")
            }
        case .object(let members):
            for name in members.keys.sorted() where name != "extensions" {
                let inner = member.isEmpty ? name : "\(member).\(name)"
                if let value = members[name] { try refuseNulls(value, at: inner) }
            }
        default: break
        }
    }

    private func required(
        _ members: [String: JSONValue], _ name: String, at parent: String = ""
    ) throws(JSONFault) -> JSONValue {
        guard let value = members[name] else { throw fault(parent + name, "is missing") }
        return value
    }

    private func object(
        _ value: JSONValue, at member: String
    ) throws(JSONFault) -> [String: JSONValue] {
        guard case .object(let members) = value else { throw fault(member, "must be an object") }
        return members
    }

    private func text(_ value: JSONValue, at member: String) throws(JSONFault) -> String {
        guard let text = value.string else { throw fault(member, "must be a text") }
        return text
    }

    /// An absolute IRI: it begins with a scheme.
    private func iri(_ value: JSONValue, at member: String) throws(JSONFault) {
        let text = try text(value, at: member)
        let scheme = text.prefix { $0 != ":" }
        guard scheme.count < text.count, scheme.first?.isLetter == true,
            scheme.utf8.allSatisfy({ isSchemeByte($0) }),
            text.utf8.count <= XAPIStatement.iriBytesMax, text.utf8.allSatisfy({ $0 > 0x20 })
        else { throw fault(member, "must be an absolute IRI") }
    }

    private func isSchemeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            return true
        default: return false
        }
    }

    /// 8-4-4-4-12 hexadecimal digits (RFC 9562).
    private func uuid(_ value: JSONValue, at member: String) throws(JSONFault) {
        let groups = try text(value, at: member).split(
            separator: "-", omittingEmptySubsequences: false)
        let isHexadecimal = groups.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
        guard groups.map(\.utf8.count) == [8, 4, 4, 4, 12], isHexadecimal else {
            throw fault(member, "must be a UUID")
        }
    }

    private func fault(_ member: String, _ problem: String) -> JSONFault {
        JSONFault(member: path + member, problem: problem)
    }
}
