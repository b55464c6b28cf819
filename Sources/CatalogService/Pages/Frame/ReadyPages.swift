import Catalog
import Cryptography
import HTTPServer
import Synchronization

/// A page of everybody's, packed, tagged and ready to be sent.
struct ReadyPage: Sendable {
    private let etag: String
    private let whole: PreparedResponse
    /// What somebody gets who has it already (RFC 9110, 15.4.5).
    private let unchanged: PreparedResponse
    /// About how much memory it takes.
    let bytes: Int

    /// - Parameter response: with its body as it is, and without fields that speak of its coding.
    init(_ response: HTTPResponse, coding: ContentCoding) throws {
        var response = response
        let digest = SHA256.digest(response.body)
        let packed =
            response.body.count < ContentCoding.packedBytesMin ? nil : coding.packed(response.body)
        // Each coding is a representation of its own, and has a tag of its own (8.8.3.3).
        var tag = Hex.encode(Array(digest.prefix(16)))
        if let packed, coding != .identity {
            response.body = packed
            response.headers.append(("Content-Encoding", coding.rawValue))
            tag += "-" + coding.rawValue
        }
        etag = "\"\(tag)\""
        response.headers.append(("ETag", etag))
        whole = try PreparedResponse(response)
        unchanged = try PreparedResponse(
            HTTPResponse(
                status: 304,
                headers: response.headers.filter { !$0.name.hasPrefix("Content-") }))
        bytes = response.body.count + 2_000
    }

    func reply(to request: HTTPRequest) -> Reply {
        if let known = request.header("If-None-Match"), EntityTags.list(known, matches: etag) {
            return .prepared(unchanged)
        }
        return .prepared(whole)
    }
}

/// The pages of the current snapshot that were asked for before. They go with their snapshot.
final class ReadyPages: Sendable {
    static let bytesMax = 32 << 20

    private struct State {
        var snapshot: CatalogSnapshot?
        var pages: [String: ReadyPage] = [:]
        var bytes = 0
    }

    private let state = Mutex(State())

    /// What tells one page from another: coding, language, path and query; nil for whom a page
    /// may look different, which is everybody who is signed in. NUL separates.
    static func key(of request: HTTPRequest, _ visitor: Visitor) -> String? {
        guard visitor.token == nil, !request.query.contains(where: { $0.name == "q" }) else {
            return nil
        }
        let start = visitor.coding.rawValue + "\0" + visitor.say.language.rawValue + "\0"
        return request.query.reduce(into: start + request.path) { key, parameter in
            guard parameter.name != "lang" else { return }
            key += "\0" + parameter.name + "\0" + parameter.value
        }
    }

    func page(_ key: String, of snapshot: CatalogSnapshot) -> ReadyPage? {
        state.withLock { state in
            state.snapshot === snapshot ? state.pages[key] : nil
        }
    }

    func keep(_ page: ReadyPage, as key: String, of snapshot: CatalogSnapshot) {
        state.withLock { state in
            if state.snapshot !== snapshot { state = State(snapshot: snapshot) }
            guard state.pages[key] == nil else { return }
            // Whoever asks for many addresses shall not keep out what is asked for often.
            if state.bytes + page.bytes > Self.bytesMax { state = State(snapshot: snapshot) }
            state.pages[key] = page
            state.bytes += page.bytes
        }
    }
}

extension ServiceContext {
    /// Answers with a page that is everybody's and follows from the snapshot alone: made once,
    /// packed once. For who is signed in, and of searches, it is made anew.
    func everybodysPage(
        for visitor: Visitor, _ request: HTTPRequest, of snapshot: CatalogSnapshot,
        frame: () throws -> PageFrame
    ) throws -> Reply {
        guard let key = ReadyPages.key(of: request, visitor) else {
            return .now(PageResponse.page(try frame(), for: visitor, in: self))
        }
        if let page = ready.page(key, of: snapshot) { return page.reply(to: request) }
        let page = try readyPage(try frame(), for: visitor, as: key, of: snapshot)
        return page.reply(to: request)
    }

    /// Makes a page ready and keeps it.
    @discardableResult
    func readyPage(
        _ frame: PageFrame, for visitor: Visitor, as key: String, of snapshot: CatalogSnapshot
    ) throws -> ReadyPage {
        let plain = PageResponse.page(frame, for: visitor, in: self, isPacked: false)
        let page = try ReadyPage(plain, coding: visitor.coding)
        ready.keep(page, as: key, of: snapshot)
        return page
    }
}
