import Catalog
import HTTPServer
import Synchronization

/// Answers of the current snapshot that are asked for again and again, with head and body ready
/// to be sent. They go with their snapshot.
final class HotPages: Sendable {
    /// Pages kept at once; what comes after that is made anew each time.
    static let entriesMax = 2_000

    private struct State {
        var snapshot: CatalogSnapshot?
        var pages: [String: PreparedResponse] = [:]
    }

    private let state = Mutex(State())

    /// The page of that key, or nil where this snapshot has none yet.
    func page(_ key: String, of snapshot: CatalogSnapshot) -> PreparedResponse? {
        state.withLock { state in
            state.snapshot === snapshot ? state.pages[key] : nil
        }
    }

    func keep(_ page: PreparedResponse, as key: String, of snapshot: CatalogSnapshot) {
        state.withLock { state in
            if state.snapshot !== snapshot { state = State(snapshot: snapshot) }
            guard state.pages.count < Self.entriesMax else { return }
            state.pages[key] = page
        }
    }

    /// What tells requests for different pages apart: the language and the query as it came; nil
    /// where the page cannot be hot. NUL separates, which the server lets no query contain.
    static func key(of request: HTTPRequest) -> String? {
        // A conditional request is answered without a body; a search is rarely asked twice.
        if request.header("If-None-Match") != nil
            || request.query.contains(where: { $0.name == "q" })
        {
            return nil
        }
        return request.query.reduce(into: request.language.rawValue) { key, parameter in
            key += "\0" + parameter.name + "\0" + parameter.value
        }
    }
}
