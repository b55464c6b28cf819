import Synchronization

/// What every connection of one server shares.
final class ServerContext: Sendable {
    let configuration: HTTPServer.Configuration
    let router: Router
    let lingering = LingerWorker()
    private let renderer: @Sendable (any Error, HTTPRequest?) -> HTTPResponse
    private let finisher: @Sendable (RequestSummary) -> Void
    private let open = Mutex<[ObjectIdentifier: Connection]>([:])
    private let stopping = Atomic(false)
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
