import Catalog
import Cryptography
import Foundation
import HTTPServer
import PlatformAdapters
import PostgreSQLEngine
import SQL
import Synchronization

/// The composition root: opens the store, speaks to the platforms, serves the routes and runs
/// the workers.
public final class Service: Sendable {
    /// How long a stop waits for requests that have begun, in seconds; before that it waits
    /// ``Configuration/drainSeconds`` for the proxy to send no more.
    public static let drainSecondsMax = 10.0
    /// Random bytes that tell one instance from all others.
    static let instanceNameBytes = 12

    let context: ServiceContext
    let shelf: SeedShelf
    let syncs: CatalogueSync
    private let store: Store
    private let supervisor = Supervisor()
    private let server: HTTPServer
    private let admin = AdminHolder()
    private let notifier: ServiceNotifier
    private let watchdog = Supervisor()
    private let listener = Mutex<PostgreSQLListener?>(nil)

    /// Opens everything but listens to nobody yet.
    /// - Throws: ``ConfigurationError`` or `DatabaseError`, with what to do.
    public init(
        _ configuration: Configuration, clock: WallClock = .system, log: Log? = nil
    ) throws {
        let log = log ?? Log(level: configuration.logLevel, clock: clock)
        shelf = try SeedShelf(directory: configuration.seedDirectory)
        let platforms = try PlatformDirectory(file: configuration.platformsFile, clock: clock)
        store = try Store(configuration, clock: clock)
        let empty = CatalogSnapshot(
            CatalogContents(
                courses: [], categories: [], platformNames: [:], regions: [:],
                settings: shelf.search), version: -1, builtAt: clock.now())
        let instance = Random.token(byteCount: Self.instanceNameBytes)
        syncs = CatalogueSync(
            commands: store.commands, reads: store.reads, clock: clock,
            holder: configuration.store.isShared ? instance : nil)
        let context = ServiceContext(
            configuration: configuration, instance: instance, clock: clock, log: log,
            metrics: Metrics(),
            commands: store.commands, reads: store.reads, signIns: store.signIns,
            sessions: configuration.store.isShared ? nil : KnownSessions(),
            catalogue: SnapshotHolder(empty), platforms: platforms,
            limits: ServiceLimits(clock: clock),
            trustedProxies: Set(configuration.trustedProxies.compactMap(NetworkAddress.init)),
            state: ServiceState(),
            callbacks: CallbackVitals(platforms: platforms.entries.map(\.configuration.id)),
            hints: HintDesk(), mail: MailDesk(configuration), syncDesk: SyncDesk(syncs, log: log),
            regions: shelf.regions)
        self.context = context
        notifier = ServiceNotifier(environment: ProcessInfo.processInfo.environment)
        let requests = RequestMetrics()
        context.metrics.samples { requests.samples }
        server = HTTPServer(
            configuration: Self.serverConfiguration(configuration),
            router: Routes.all(context),
            render: { error, request in context.problem(error, for: request) },
            finish: { requests.note($0) })
        ServiceGauges.register(in: context)
    }

    private static func serverConfiguration(
        _ configuration: Configuration
    ) -> HTTPServer.Configuration {
        var server = HTTPServer.Configuration()
        server.host = configuration.host
        server.port = configuration.port
        return server
    }

    /// Builds the first snapshot, then listens, then starts the workers.
    /// - Parameter workers: false for an instance that only answers requests.
    /// - Returns: the port.
    @discardableResult
    public func start(workers: Bool = true) async throws -> UInt16 {
        context.state.setSchemes(try await context.reads.run { try SchemeStore($0).load() })
        context.catalogue.replace(
            with: try await SnapshotBuilder(context: context, shelf: shelf).build())
        let port = try server.start()
        if let path = store.adminPath {
            try admin.start(database: path) { [self] command, progress in
                try await perform(command, progress: progress)
            }
        }
        listen()
        let snapshots = SnapshotWorker(context: context, shelf: shelf)
        supervisor.start { await snapshots.run() }
        let unknown = UnknownOutcomeWorker(context: context)
        supervisor.start { await unknown.run() }
        if context.configuration.store.isShared {
            let limits = RateLimitWorker(context: context)
            supervisor.start { await limits.run() }
        }
        if workers {
            if !context.configuration.store.isShared {
                try await context.commands.run { try OutboxStore($0).releaseAll() }
            }
            startWorkers()
        }
        context.log.info(
            "listening", ["address": "\(context.configuration.host):\(port)"])
        announce()
        return port
    }

    /// Tells the service manager that we are there, and from now on that we still are.
    private func announce() {
        notifier.tell(["READY=1", "STATUS=listening"])
        guard let span = notifier.watchdogSpan else { return }
        let worker = WatchdogWorker(
            context: context, server: server, notifier: notifier, span: span)
        watchdog.start { await worker.run() }
    }

    /// On a shared store another instance's news is heard at once, and looked for as well.
    private func listen() {
        guard case .postgresql(let address) = context.configuration.store else { return }
        let state = context.state
        let listener = PostgreSQLListener(address, channel: CourseStore.news) {
            state.news.signal()
        }
        self.listener.withLock { $0 = listener }
    }

    private func startWorkers() {
        let context = context
        for entry in context.platforms.entries {
            let outbox = OutboxWorker(context: context, entry: entry)
            supervisor.start { await outbox.run() }
            if entry.platform.canReport {
                let polls = PollWorker(context: context, entry: entry)
                supervisor.start { await polls.run() }
            }
            guard entry.configuration.enabled else { continue }
            let sync = SyncWorker(context: context, entry: entry, syncs: syncs)
            startLeased(
                "sync-worker \(entry.configuration.id)", on: BackgroundExecutor.shared
            ) { await sync.run() }
        }
        let waiting = WaitingEventWorker(context: context)
        let overview = OverviewWorker(context: context)
        startLeased("overview") { await overview.run() }
        startLeased("waiting-events") { await waiting.run() }
        let imports = ImportWorker(context: context)
        startLeased("imports") { await imports.run() }
        let flags = FlagWorker(context: context, settings: shelf.flags)
        startLeased("flags") { await flags.run() }
        if context.mail.canSend {
            let mail = MailWorker(context: context)
            startLeased("mail") { await mail.run() }
        }
        let housekeeping = HousekeepingWorker(context: context)
        startLeased("housekeeping") { await housekeeping.run() }
    }

    private func startLeased(
        _ name: String, on executor: (any TaskExecutor)? = nil,
        _ work: @escaping @Sendable () async -> Void
    ) {
        let leased = LeasedWorker(context: context, name: name)
        supervisor.start { await leased.run(on: executor, work) }
    }

    /// Fails readiness, goes on until the proxy has noticed, finishes what was begun, and closes
    /// the store.
    public func stop() async {
        context.state.drain()
        notifier.tell(["STOPPING=1", "STATUS=draining"])
        try? await Task.sleep(for: .seconds(context.configuration.drainSeconds))
        await watchdog.stop()
        admin.stop()
        listener.withLock { $0?.stop() }
        server.stop(within: Self.drainSecondsMax)
        await supervisor.stop()
        await context.syncDesk.stop()
        store.close()
        context.log.info("stopped")
    }

    /// Deletes a store with everything in it, under its lock.
    /// - Throws: `.busy` while another process has it open; nothing is deleted then.
    public static func forget(_ store: Configuration.Store) throws(DatabaseError) {
        try Store.forget(store)
    }

    /// The orders whose buyers are now to bring their codes to a platform.
    public func carriedCodes(of platform: String) async throws -> [OrderStore.CarriedCode] {
        try await context.reads.run {
            try OrderStore($0).carriedCodes(of: platform, limit: OrderStore.pageOrdersMax)
        }
    }

    /// Closes a service that was never started: the way of the commands that find no server.
    public func close() {
        store.close()
    }
}
