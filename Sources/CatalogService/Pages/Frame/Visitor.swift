import Catalog
import HTTPServer

/// Who looks at a page, as far as the request says.
struct Visitor: Sendable {
    static let languageCookie = "bahasa"
    static let sessionCookie = "sesi"
    /// Of staff; it goes with their pages alone.
    static let staffCookie = "sesi_staf"

    let say: Wording
    /// The page that is looked at, with its parameters.
    let path: PagePath
    /// The session's token, not yet looked up; nil for somebody who is not signed in.
    let token: BearerToken?
    /// Whether the page is one of the staff's, who sign in apart.
    let isAmongStaff: Bool
    /// How the answer is best packed.
    let coding: ContentCoding
    /// Whether the page answers a form that was sent: what is on it is not found at an address.
    private(set) var isAnswer = false
    /// Messages that wait to be read, as far as this page knows.
    var unread = 0

    /// A session that has ended looks signed in on the pages that are everybody's; those that
    /// are somebody's own look it up.
    var isSignedIn: Bool { token != nil }

    /// - Throws: 401 where nobody is signed in: a page then leads to signing in, and back.
    func signedIn() throws(Problem) -> BearerToken {
        guard let token else { throw .unauthorized }
        return token
    }

    /// As if nobody were signed in, for forms that stand before that.
    var signedOut: Visitor {
        Visitor(
            say: say, path: path, token: nil, isAmongStaff: isAmongStaff, coding: coding)
    }

    private init(
        say: Wording, path: PagePath, token: BearerToken?, isAmongStaff: Bool,
        coding: ContentCoding
    ) {
        self.say = say
        self.coding = coding
        self.isAmongStaff = isAmongStaff
        self.path = path
        self.token = token
    }

    /// Indonesian comes first: English is asked for by the switch, not by what a telephone was
    /// sold with.
    init(of request: HTTPRequest) {
        let cookies = Cookies(of: request)
        let asked = request.query.first { $0.name == "lang" }?.value
        let language =
            asked.flatMap(LabelLanguage.init(rawValue:))
            ?? cookies[Self.languageCookie].flatMap(LabelLanguage.init(rawValue:))
            ?? .indonesian
        say = Wording(language: language)
        isAmongStaff =
            request.path == PagePath.staffHome.text
            || request.path.hasPrefix(PagePath.staffHome.text + "/")
        isAnswer = request.method == "POST"
        token = cookies[isAmongStaff ? Self.staffCookie : Self.sessionCookie]
            .map(BearerToken.init(text:))
        coding = ContentCoding.best(
            of: [.brotli, .gzip], accepting: request.header("Accept-Encoding"))
        let query = request.query.filter { $0.name != "lang" }
        path = (PagePath(returning: request.path) ?? .front).with(query)
    }
}

/// The cookies of a request (RFC 6265 section 5.4); the first of a name counts.
struct Cookies: Sendable {
    static let countMax = 50

    private var values: [String: String] = [:]

    init(of request: HTTPRequest) {
        let fields = request.headers(named: "Cookie")
        for field in fields {
            for pair in field.split(separator: ";").prefix(Self.countMax) {
                let parts = pair.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2 else { continue }
                let name = parts[0].trimming(" ")
                if values[name] == nil { values[name] = parts[1].trimming(" ") }
            }
        }
    }

    subscript(name: String) -> String? { values[name] }
}
