import Catalog

/// What the adapters are made with. The client is shared by all platforms.
public struct AdapterTools: Sendable {
    public let client: HTTPClient
    public let clock: WallClock
    public let pause: Pause
    public let limits: HTTPLimits
    /// The longest a catalogue run may take, waiting included.
    public let syncSpanMax: Span
    /// Of the one platform that these tools are for.
    public let vitals: PlatformVitals

    public init(
        client: HTTPClient, clock: WallClock = .system, pause: Pause = .real,
        limits: HTTPLimits = HTTPLimits(), syncSpanMax: Span = .minutes(10),
        vitals: PlatformVitals? = nil
    ) {
        self.client = client
        self.clock = clock
        self.pause = pause
        self.limits = limits
        self.syncSpanMax = syncSpanMax
        self.vitals = vitals ?? PlatformVitals(clock: clock)
    }
}
