import Foundation

/// What the workloads share: the options, the temporary files, and the prepared databases, which
/// are made when the first workload asks for them.
final class Bench {
    let options: Options
    let workspace: Workspace
    private var preparedStore: PreparedStore?

    init(_ options: Options) throws {
        self.options = options
        workspace = try Workspace()
    }

    func measure(_ name: WorkloadName) throws -> [WorkloadReport] {
        switch name {
        case .hotPage: return [try HotPage(bench: self).measure()]
        case .pages: return [try Pages(bench: self).measure()]
        case .search: return [try MixedSearch(bench: self).measure()]
        case .largeSearch: return [try LargeSearch(bench: self).measure()]
        case .purchases: return [try Purchases(bench: self).measure()]
        case .serverPurchases: return [try ServerPurchases(bench: self).measure()]
        case .serverWebhooks: return [try ServerWebhooks(bench: self).measure()]
        case .webhooks: return [try Webhooks(bench: self).measure()]
        case .syncs: return [try PlatformSyncs(bench: self).measure()]
        case .hangingPlatform: return [try HangingPlatform(bench: self).measure()]
        case .callbacks: return [try Callbacks(bench: self).measure()]
        case .greatPlatform: return [try GreatPlatform(bench: self).measure()]
        case .memory: return [try MemoryAndStart(bench: self).measure()]
        }
    }

    /// The catalogue, and the buyers.
    func prepared() throws -> PreparedStore {
        if let preparedStore { return preparedStore }
        let store = try PreparedStore(participants: options.buyers, in: workspace)
        preparedStore = store
        return store
    }

    /// - Parameter server: the process whose processor time is measured.
    func load(
        port: UInt16, of server: Int32? = nil, expected: ClosedRange<Int> = 200...200
    ) -> LoadGenerator {
        load(ports: [port], of: server, expected: expected)
    }

    func load(
        ports: [UInt16], of server: Int32? = nil, expected: ClosedRange<Int> = 200...200
    ) -> LoadGenerator {
        LoadGenerator(
            ports: ports, connections: options.connections, seconds: options.seconds,
            warmUpSeconds: options.warmUpSeconds, expected: expected, server: server)
    }

    /// Requests for a load that sends each once: enough for this rate, warm-up included.
    func requests(perSecond: Int) -> Int {
        Int((options.seconds + options.warmUpSeconds) * Double(perSecond))
    }
}
