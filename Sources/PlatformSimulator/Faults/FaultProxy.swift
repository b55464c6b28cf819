import Foundation
import Synchronization

/// Stands between a client and a server of this machine and lets something go wrong, whatever
/// dialect they speak. One request a connection.
final class FaultProxy: Sendable {
    /// Connections at once; one more is closed.
    static let connectionsMax = 256

    /// What a proxy does with a request.
    protocol Treatment: Sendable {
        func treat(_ request: ProxiedMessage, _ exchange: Exchange)
    }

    /// One request's way: to the client, and to the server behind.
    struct Exchange: Sendable {
        let client: LoopbackSocket
        fileprivate let proxy: FaultProxy

        var isStopped: Bool { proxy.isStopped }

        /// What the server answers; nil where it does not.
        func ask(_ request: ProxiedMessage) -> ProxiedMessage? { proxy.ask(request) }

        /// Sleeps in small steps, so that a stop is not kept waiting.
        func pause(milliseconds: Int) {
            var left = milliseconds
            while left > 0, !isStopped {
                usleep(UInt32(min(left, 100)) * 1_000)
                left -= 100
            }
        }
    }

    let port: UInt16
    private let listener: LoopbackSocket
    private let upstream = Mutex<UInt16>(0)
    private let open = Mutex<[ObjectIdentifier: LoopbackSocket]>([:])
    private let stopped = Atomic(false)

    /// Listens; nobody is answered before ``start(upstream:_:)``.
    /// - Parameter port: 0 takes any free one.
    init(port: UInt16, platform: String) throws(SimulatorError) {
        guard let listener = LoopbackSocket.listening(port: port) else {
            throw .badPlatform(id: platform, problem: "port \(port) is taken")
        }
        self.listener = listener
        self.port = listener.port
    }

    var isStopped: Bool { stopped.load(ordering: .acquiring) }

    func start(upstream port: UInt16, _ treatment: any Treatment) {
        upstream.withLock { $0 = port }
        Thread.detachNewThread { [self] in
            while let client = listener.accepted() {
                guard keep(client) else {
                    client.shutDown()
                    continue
                }
                Thread.detachNewThread { [self] in
                    if let request = ProxiedMessage(from: client, isAnswer: false) {
                        treatment.treat(request, Exchange(client: client, proxy: self))
                    }
                    client.shutDown()
                    open.withLock { $0[ObjectIdentifier(client)] = nil }
                }
            }
        }
    }

    func stop() {
        stopped.store(true, ordering: .releasing)
        listener.shutDown()
        for client in open.withLock({ Array($0.values) }) { client.shutDown() }
    }

    private func keep(_ client: LoopbackSocket) -> Bool {
        open.withLock { open in
            guard open.count < Self.connectionsMax, !isStopped else { return false }
            open[ObjectIdentifier(client)] = client
            return true
        }
    }

    private func ask(_ request: ProxiedMessage) -> ProxiedMessage? {
        guard let server = LoopbackSocket.connected(to: upstream.withLock { $0 }),
            server.send(request.bytes)
        else { return nil }
        return ProxiedMessage(from: server, isAnswer: true)
    }
}
