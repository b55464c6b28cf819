import Catalog

/// The records of one format, page by page along the resumption tokens (section 3.5).
struct OAIList {
    enum Page {
        case records([OAIRecord])
        case end
        /// The repository has not this format.
        case noFormat
        /// It does not take this `from`.
        case fromRefused
    }

    /// Longest token in bytes: it has to fit into an address.
    static let tokenBytesMax = 8_192
    /// How often a list begins anew because its token has expired.
    static let restartsMax = 3

    let prefix: String
    let from: String?
    /// The repository's time of its first answer: what changes later is of the next harvest.
    private(set) var beganAt: Instant?
    /// Records may come again.
    var isRestarted: Bool { restarts > 0 }

    private var token: String?
    private var tokens: Set<String> = []
    private var pages = 0
    private var restarts = 0
    private var isOver = false

    init(prefix: String, from: String?) {
        self.prefix = prefix
        self.from = from
    }

    mutating func next(
        _ repository: inout OAIRepository
    ) async throws(PlatformFailure) -> Page {
        while !isOver {
            pages += 1
            guard pages <= OAIPMHAdapter.pagesMax else {
                throw .malformed("more than \(OAIPMHAdapter.pagesMax) pages")
            }
            let answer = try await repository.ask(arguments, page: pages)
            if beganAt == nil { beganAt = answer.responseDate }
            guard let fault = answer.fault else {
                try goOn(with: answer.resumptionToken)
                return .records(answer.records)
            }
            switch fault.code {
            case "noRecordsMatch":
                isOver = true
                return .records([])
            case "badResumptionToken" where token != nil:
                restarts += 1
                guard restarts <= Self.restartsMax else {
                    throw .malformed("the list's tokens expire before it is read")
                }
                token = nil
                tokens = []
            case "cannotDisseminateFormat", "noMetadataFormats": return .noFormat
            case "badArgument" where from != nil && token == nil: return .fromRefused
            default: throw .malformed("ListRecords: \(fault.code) \(fault.words)")
            }
        }
        return .end
    }

    private var arguments: [(name: String, value: String)] {
        if let token { return [("verb", "ListRecords"), ("resumptionToken", token)] }
        let start = from.map { [(name: "from", value: $0)] } ?? []
        return [("verb", "ListRecords"), ("metadataPrefix", prefix)] + start
    }

    private mutating func goOn(with next: String?) throws(PlatformFailure) {
        token = next
        guard let next else {
            isOver = true
            return
        }
        guard next.utf8.count <= Self.tokenBytesMax else {
            throw .malformed("a resumption token is longer than \(Self.tokenBytesMax) bytes")
        }
        guard tokens.insert(next).inserted else {
            throw .malformed("the resumption tokens lead round in a circle")
        }
    }
}
