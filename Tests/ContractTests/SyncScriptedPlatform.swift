import Catalog
import Synchronization

/// A platform whose catalogue a test writes down: pages, or a failure after some of them.
final class SyncScriptedPlatform: Platform {
    struct Script: Sendable {
        var pages: [CataloguePage] = []
        var isComplete = true
        var cursor: [UInt8]? = nil
        var failure: PlatformFailure?
        /// Runs before the first page is handed over.
        var before: @Sendable () async -> Void = {}
    }

    let id: String
    private let script = Mutex(Script())
    private let cursors = Mutex<[[UInt8]?]>([])

    init(id: String) {
        self.id = id
    }

    /// The cursors that it was asked with.
    var asked: [[UInt8]?] { cursors.withLock { $0 } }

    func lists(_ next: Script) {
        script.withLock { $0 = next }
    }

    func lists(_ listings: [Listing], cursor: String = "c") {
        lists(Script(pages: [CataloguePage(listings: listings)], cursor: Array(cursor.utf8)))
    }

    func catalogue(
        since cursor: [UInt8]?, deliver: (CataloguePage) async throws -> Void
    ) async throws(PlatformFailure) -> CatalogueEnd {
        cursors.withLock { $0.append(cursor) }
        let script = script.withLock { $0 }
        await script.before()
        for page in script.pages {
            do {
                try await deliver(page)
            } catch {
                throw .malformed("\(error)")
            }
        }
        if let failure = script.failure { throw failure }
        return CatalogueEnd(
            isComplete: script.isComplete, cursor: script.cursor, requests: 2, bytes: 1_000)
    }

    func enrol(_ request: EnrolmentRequest) async throws(PlatformFailure) -> Enrolment {
        throw .refused("no enrolments here")
    }

    func enrolment(
        of request: EnrolmentRequest, reference: String?
    ) async throws(PlatformFailure) -> Enrolment? { nil }

    func cancel(_ request: EnrolmentRequest, reference: String) async throws(PlatformFailure) {}
}
