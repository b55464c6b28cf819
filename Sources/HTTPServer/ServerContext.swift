import Synchronization

/// What every connection of one server shares.
final class ServerContext: Sendable {
    let configuration: HTTPServer.Configuration
    let router: Router
    let lingering = LingerWorker()
    private let renderer: @Sendable (any Error, HTTPRequest?) -> HTTPResponse
    private let finisher: @Sendable (RequestSummary) -> Void
    private let open = Guarded<[ObjectIdentifier: Connection]>([:])
    private let stopping = Atomic(false)
    private let refusing = Atomic(false)
    private let resuming = Atomic(0)
    /// Connections that were accepted and have not ended; an event loop opens them a moment later.
    private let accepted = Atomic(0)

    init(
        configuration: HTTPServer.Configuration, router: Router,
        render: @escaping @Sendable (any Error, HTTPRequest?) -> HTTPResponse,
        finish: @escaping @Sendable (RequestSummary) -> Void
    ) {
        self.configuration = configuration
        self.router = router
        self.renderer = render
        self.finisher = finish
    }

    /// Set once, when the server begins to stop: from then on every answer closes its connection.
    var isStopping: Bool { stopping.load(ordering: .relaxed) }

    func beginStopping() { stopping.store(true, ordering: .relaxed) }

    /// Set where a stopping server is about to end: no request is begun that is not with its
    /// handler by then.
    var isRefusing: Bool { refusing.load(ordering: .acquiring) }

    func beginRefusing() { refusing.store(true, ordering: .releasing) }

    /// True while some thread is resuming a connection, for which its event loop must be there.
    var isResuming: Bool { resuming.load(ordering: .acquiring) != 0 }

    func countResuming(_ change: Int) { resuming.add(change, ordering: .acquiringAndReleasing) }

    var connections: [Connection] { open.withLock { Array($0.values) } }

    var connectionCount: Int { accepted.load(ordering: .relaxed) }

    func countAccepted(_ change: Int) { accepted.add(change, ordering: .relaxed) }

    func insert(_ connection: Connection) {
        open.withLock { $0[ObjectIdentifier(connection)] = connection }
    }

    func remove(_ connection: Connection) {
        open.withLock { $0[ObjectIdentifier(connection)] = nil }
        countAccepted(-1)
    }

    func render(_ error: any Error, _ request: HTTPRequest?) -> HTTPResponse {
        renderer(error, request)
    }

    func finish(_ summary: RequestSummary) { finisher(summary) }
}
