/// What a simulated platform can do wrong on purpose.
public enum Fault: String, Sendable, CaseIterable {
    // Answers, byte by byte.
    case latency
    case hang
    case drip
    case truncate
    case reset
    case wrongTypes = "wrong-types"
    case wrongEncoding = "wrong-encoding"
    case falseGzip = "false-gzip"
    case gzipBomb = "gzip-bomb"
    case deepNesting = "deep-nesting"
    case notTheDialect = "not-the-dialect"
    case tooManyRequests = "too-many-requests"
    case unavailable
    case serverError = "server-error"
    case expiredTokens = "expired-tokens"
    case refusedCredentials = "refused-credentials"
    case redirectToItself = "redirect-to-itself"
    case redirectToLoopback = "redirect-to-loopback"
    case redirectToFile = "redirect-to-file"
    case endlessRedirects = "endless-redirects"
    case endlessPages = "endless-pages"
    // Courses.
    case shrinkingFeed = "shrinking-feed"
    case pricesTimes1000 = "prices-times-1000"
    // Callbacks on their way.
    case lostCallbacks = "lost-callbacks"
    case duplicateCallbacks = "duplicate-callbacks"
    case reorderedCallbacks = "reordered-callbacks"
    case delayedCallbacks = "delayed-callbacks"
    // What learners are said to have done.
    case clockSkew = "clock-skew"
    case certificateFirst = "certificate-first"
    case completionOfAnother = "completion-of-another"

    /// Where the fault is put in.
    enum Place {
        case answers, courses, callbacks, stories
    }

    var place: Place {
        switch self {
        case .shrinkingFeed, .pricesTimes1000: return .courses
        case .lostCallbacks, .duplicateCallbacks, .reorderedCallbacks, .delayedCallbacks:
            return .callbacks
        case .clockSkew, .certificateFirst, .completionOfAnother: return .stories
        default: return .answers
        }
    }

    /// How often it happens where the plan does not say; nil means always.
    var timesDefault: Int? {
        self == .tooManyRequests || self == .unavailable ? 2 : nil
    }

    public var words: String {
        switch self {
        case .latency: return "each answer comes late"
        case .hang: return "the request is read and never answered"
        case .drip: return "the answer comes at one byte a second"
        case .truncate: return "the answer ends in its middle"
        case .reset: return "the connection is closed without an answer"
        case .wrongTypes: return "texts where numbers are due, and the other way round"
        case .wrongEncoding: return "bytes that are no UTF-8"
        case .falseGzip: return "said to be gzip, and is not"
        case .gzipBomb: return "a small answer that unpacks to 128 MiB"
        case .deepNesting: return "JSON nested 100,000 deep"
        case .notTheDialect: return "a web page with status 200"
        case .tooManyRequests: return "429 with Retry-After in seconds, twice"
        case .unavailable: return "503 with Retry-After as a date, twice"
        case .serverError: return "500 to everything"
        case .expiredTokens: return "each third call finds its token expired"
        case .refusedCredentials: return "401 to everything"
        case .redirectToItself: return "a redirect to the same address"
        case .redirectToLoopback: return "a redirect to another port of this machine"
        case .redirectToFile: return "a redirect to file:///etc/passwd"
        case .endlessRedirects: return "each redirect leads to another"
        case .endlessPages: return "each page names one that follows"
        case .shrinkingFeed: return "two courses of three are gone"
        case .pricesTimes1000: return "every price is a thousand times what it was"
        case .lostCallbacks: return "callbacks never arrive"
        case .duplicateCallbacks: return "each callback comes three times"
        case .reorderedCallbacks: return "callbacks overtake each other"
        case .delayedCallbacks: return "callbacks come seconds later"
        case .clockSkew: return "the platform's clock is 20 minutes off"
        case .certificateFirst: return "the certificate comes before the completion"
        case .completionOfAnother: return "a completion for an order of another platform"
        }
    }
}
