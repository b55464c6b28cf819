/// The pauses between attempts to open a connection that is refused: doubled from the first to the
/// longest, and each a little shorter than that, so that those who lost a server in the same
/// moment do not all come back in the same moment.
public struct Backoff: Sendable {
    /// For those who have work to do as soon as the server is back.
    public static let ofWorkers = Backoff(first: 0.1, longest: 0.5)

    private let first: Double
    private let longest: Double
    private var pause: Double

    /// - Parameters: seconds, both.
    public init(first: Double, longest: Double) {
        self.first = first
        self.longest = longest
        pause = first
    }

    /// The next pause, in seconds.
    public mutating func next() -> Double {
        defer { pause = min(pause * 2, longest) }
        return pause * Double.random(in: 0.75...1)
    }

    /// An attempt has succeeded.
    public mutating func reset() { pause = first }
}
