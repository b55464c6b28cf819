import Catalog
import SQL
import Synchronization

/// What routes and workers share. Everything in it is safe to use from any thread.
///
/// A class, because every request's closures hold it: copied, each of its parts would be retained.
final class ServiceContext: Sendable {
    let configuration: Configuration
    /// Tells this process from all others that share the store.
    let instance: String
    let clock: WallClock
    let log: Log
    let metrics: Metrics
    let commands: CommandQueue
    let reads: ReadPool
    /// Reads that also hash a password; slow by design, hence apart.
    let signIns: ReadPool
    /// Nil on a store that other processes write too.
    let sessions: KnownSessions?
    let catalogue: SnapshotHolder
    let platforms: PlatformDirectory
    let limits: ServiceLimits
    /// Whose X-Forwarded-For is believed.
    let trustedProxies: Set<NetworkAddress>
    let state: ServiceState
    let unknown = UnknownOutcomes()
    let ready = ReadyPages()
    let callbacks: CallbackVitals
    let hints: HintDesk
    let mail: MailDesk
    /// Syncs that the staff starts.
    let syncDesk: SyncDesk
    /// Names of provinces and regencies by Kemendagri code.
    let regions: [String: String]

    init(
        configuration: Configuration, instance: String, clock: WallClock, log: Log,
        metrics: Metrics, commands: CommandQueue, reads: ReadPool, signIns: ReadPool,
        sessions: KnownSessions?, catalogue: SnapshotHolder, platforms: PlatformDirectory,
        limits: ServiceLimits, trustedProxies: Set<NetworkAddress>, state: ServiceState,
        callbacks: CallbackVitals, hints: HintDesk, mail: MailDesk, syncDesk: SyncDesk,
        regions: [String: String]
    ) {
        self.configuration = configuration
        self.instance = instance
        self.clock = clock
        self.log = log
        self.metrics = metrics
        self.commands = commands
        self.reads = reads
        self.signIns = signIns
        self.sessions = sessions
        self.catalogue = catalogue
        self.platforms = platforms
        self.limits = limits
        self.trustedProxies = trustedProxies
        self.state = state
        self.callbacks = callbacks
        self.hints = hints
        self.mail = mail
        self.syncDesk = syncDesk
        self.regions = regions
    }
}

/// How often callers may do what costs most.
struct ServiceLimits: Sendable {
    /// By account and address, so that guessing is slow and the owner is not locked out.
    let signIn: RateLimiter
    /// By address alone, so that nobody tries one password on everyone.
    let signInsOfAddress: RateLimiter
    /// By account and address: a mail for each.
    let resets: RateLimiter
    /// By address alone, so that nobody has mail sent to everyone.
    let resetsOfAddress: RateLimiter
    /// By participant.
    let orders: RateLimiter
    /// By address: a hint needs no proof.
    let hints: RateLimiter
    /// By address: the past is read from the store.
    let pasts: RateLimiter
    /// By participant: reports of courses.
    let reports: RateLimiter

    var all: [RateLimiter] {
        [signIn, signInsOfAddress, orders, reports, resets, resetsOfAddress]
    }

    init(clock: WallClock) {
        signIn = RateLimiter(
            .init(name: "sign-in", quota: 10, window: .minutes(5)), clock: clock)
        signInsOfAddress = RateLimiter(
            .init(name: "sign-in-address", quota: 60, window: .minutes(5)), clock: clock)
        resets = RateLimiter(
            .init(name: "password-reset", quota: 5, window: .minutes(15)), clock: clock)
        resetsOfAddress = RateLimiter(
            .init(name: "password-reset-address", quota: 30, window: .minutes(15)), clock: clock)
        orders = RateLimiter(
            .init(name: "orders", quota: 600, window: .minutes(1)), clock: clock)
        hints = RateLimiter(
            .init(name: "hints", quota: 600, window: .minutes(1)), clock: clock)
        pasts = RateLimiter(
            .init(name: "past", quota: 120, window: .minutes(1)), clock: clock)
        reports = RateLimiter(
            .init(name: "reports", quota: 20, window: .hours(1)), clock: clock)
    }
}

/// The few facts that change while the service runs.
final class ServiceState: Sendable {
    private struct Facts {
        var isDraining = false
        var seatsChanged = false
        var schemes: [String: Scheme] = [:]
    }

    private let facts = Mutex(Facts())

    /// Given when the catalogue may have changed.
    let news = Signal()

    var isDraining: Bool { facts.withLock { $0.isDraining } }

    /// Readiness fails from here on, so that the proxy in front sends no more.
    func drain() { facts.withLock { $0.isDraining = true } }

    /// The schemes by id, as last loaded: a purchase need not read them.
    var schemes: [String: Scheme] { facts.withLock { $0.schemes } }

    func setSchemes(_ schemes: [String: Scheme]) { facts.withLock { $0.schemes = schemes } }

    /// A seat was taken or freed, or a rating given: the snapshot is to be built anew.
    func noteSeatsChanged() { facts.withLock { $0.seatsChanged = true } }

    func takeSeatsChanged() -> Bool {
        facts.withLock { facts in
            defer { facts.seatsChanged = false }
            return facts.seatsChanged
        }
    }
}
