import Catalog

/// Hands a page over and counts what the run has cost.
struct CatalogueDelivery {
    private(set) var requests = 0
    private(set) var bytes = 0

    mutating func count(_ answer: HTTPAnswer) {
        requests += 1
        bytes += answer.body.count
    }

    /// The receiver's own errors end the run; it knows them, so they are only named here.
    func hand(
        _ page: CataloguePage, to deliver: (CataloguePage) async throws -> Void
    ) async throws(PlatformFailure) {
        do {
            try await deliver(page)
        } catch let failure as PlatformFailure {
            throw failure
        } catch {
            throw .unavailable("the page was not taken: \(error)", retryAfterSeconds: nil)
        }
    }

    func end(isComplete: Bool, cursor: [UInt8]?) -> CatalogueEnd {
        CatalogueEnd(isComplete: isComplete, cursor: cursor, requests: requests, bytes: bytes)
    }
}

/// The validators of a stored answer (RFC 9110 section 8.8), sent back to ask for news only.
struct Validators: Codable, Equatable {
    static let bytesMax = 512

    var etag: String?
    var lastModified: String?

    init(_ answer: HTTPAnswer) {
        etag = Self.sound(answer.header("etag"))
        lastModified = Self.sound(answer.header("last-modified"))
    }

    var isEmpty: Bool { etag == nil && lastModified == nil }

    var headers: [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        if let etag { headers.append(("If-None-Match", etag)) }
        if let lastModified { headers.append(("If-Modified-Since", lastModified)) }
        return headers
    }

    private static func sound(_ value: String?) -> String? {
        guard let value, !value.isEmpty, value.utf8.count <= bytesMax,
            value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { return nil }
        return value
    }
}
