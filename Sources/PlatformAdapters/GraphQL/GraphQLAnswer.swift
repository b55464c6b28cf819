import Catalog

/// A GraphQL response (GraphQL specification, section 7): data, errors, or both.
struct GraphQLAnswer {
    static let faultsMax = 1_000

    enum Step: Equatable {
        case name(String)
        case index(Int)
    }

    struct Fault {
        let message: String
        /// Where in the data; empty where the platform does not say.
        let path: [Step]
        /// `extensions.code`, upper case; a custom that most servers keep.
        let code: String?
        /// `extensions.retryAfter` in seconds.
        let retryAfter: Int?
    }

    /// Nil where the member is absent: then nothing was carried out (section 7.1.2).
    let data: JSONValue?
    let faults: [Fault]
    /// As it came.
    let source: [UInt8]

    init(_ bytes: [UInt8]) throws(PlatformFailure) {
        let value: JSONValue
        do throws(JSONFault) {
            value = try JSON.decode(JSONValue.self, from: bytes)
        } catch {
            throw .malformed("the answer is \(error.problem)")
        }
        guard case .object(let members) = value else {
            throw .malformed("the answer is not a JSON object")
        }
        switch members["errors"] {
        case nil, .null?: faults = []
        case .array(let errors)?: faults = errors.prefix(Self.faultsMax).map(Self.fault)
        default: throw .malformed("`errors` is not a list")
        }
        data = members["data"]
        guard data != nil || !faults.isEmpty else {
            throw .malformed("the answer has neither data nor errors")
        }
        source = bytes
    }

    /// The errors' own words, short and on one line.
    var words: String {
        let words = faults.prefix(5).map(\.message).joined(separator: "; ")
        return String(words.prefix(AnswerWords.charactersMax))
    }

    /// What an answer without usable data means, as far as its errors' codes tell.
    var refusal: PlatformFailure? {
        for fault in faults {
            switch fault.code {
            case "UNAUTHENTICATED", "UNAUTHORIZED", "FORBIDDEN": return .unauthorized(words)
            case "THROTTLED", "RATE_LIMITED", "TOO_MANY_REQUESTS", "SERVICE_UNAVAILABLE":
                return .unavailable(words, retryAfterSeconds: fault.retryAfter)
            default: continue
            }
        }
        return nil
    }

    private static func fault(_ value: JSONValue) -> Fault {
        var path: [Step] = []
        if case .array(let steps)? = value["path"] {
            path = steps.map { step in
                if let index = step.wholeNumber(inText: false) {
                    return .index(Int(truncatingIfNeeded: index))
                }
                return .name(step.string ?? "")
            }
        }
        let extensions = value["extensions"]
        let seconds = extensions?["retryAfter"]?.wholeNumber(inText: false).map {
            Int(min(max($0, 0), Int64(RetryAfter.secondsMax)))
        }
        let message = TextRules.line(value["message"]?.string ?? "an error without a message")
        return Fault(
            message: String(message.prefix(AnswerWords.charactersMax)), path: path,
            code: extensions?["code"]?.string?.uppercased(), retryAfter: seconds)
    }
}
