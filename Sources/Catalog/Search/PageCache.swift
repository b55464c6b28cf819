import Synchronization

/// Bytes ready to be sent, with a strong entity tag (RFC 9110, section 8.8.3) in quotation marks.
public struct EncodedBody: Sendable, Equatable {
    public let bytes: [UInt8]
    public let etag: String

    init(bytes: [UInt8], etag: String) {
        self.bytes = bytes
        self.etag = etag
    }

    /// Bytes with a tag made of their digest.
    public init(_ bytes: [UInt8]) {
        self.init(bytes: bytes, etag: CatalogSnapshot.etag(of: bytes))
    }
}

/// The answers of one snapshot that are asked for again and again; the oldest makes room.
final class PageCache<Page: Sendable>: Sendable {
    private struct State {
        var pages: [String: Page] = [:]
        var keys: [String] = []
        var oldest = 0
    }

    private let entriesMax: Int
    private let state = Mutex(State())

    init(entriesMax: Int) {
        self.entriesMax = entriesMax
    }

    /// The page of that key, made outside the lock if need be: two threads may make it at once.
    func page(_ key: String, make: () -> Page) -> Page {
        if let page = state.withLock({ $0.pages[key] }) { return page }
        let page = make()
        state.withLock { state in
            guard state.pages.updateValue(page, forKey: key) == nil else { return }
            if state.keys.count < entriesMax {
                state.keys.append(key)
            } else {
                state.pages[state.keys[state.oldest]] = nil
                state.keys[state.oldest] = key
                state.oldest = (state.oldest + 1) % entriesMax
            }
        }
        return page
    }

    var count: Int { state.withLock { $0.pages.count } }
}
