import Catalog

/// What the adapters of all platforms share.
public struct AdapterTools: Sendable {
    public let client: HTTPClient
    public let clock: WallClock
    public let pause: Pause
    public let limits: HTTPLimits
    /// The longest a catalogue run may take, waiting included.
    public let syncSpanMax: Span

    public init(
        client: HTTPClient, clock: WallClock = .system, pause: Pause = .real,
        limits: HTTPLimits = HTTPLimits(), syncSpanMax: Span = .minutes(10)
    ) {
        self.client = client
        self.clock = clock
        self.pause = pause
        self.limits = limits
        self.syncSpanMax = syncSpanMax
    }
}
