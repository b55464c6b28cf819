import Dispatch
import Foundation

/// SIGTERM and SIGINT, noted from when this is made on: made before anybody may know that the
/// server is up, so that none of them ends it without its farewell.
final class StopSignal {
    private let sources: [any DispatchSourceSignal]
    private let arrivals: AsyncStream<Void>

    init() {
        let signals = [SIGTERM, SIGINT]
        for number in signals { signal(number, SIG_IGN) }
        let sources = signals.map { DispatchSource.makeSignalSource(signal: $0, queue: .global()) }
        arrivals = AsyncStream { continuation in
            for source in sources {
                source.setEventHandler { continuation.yield() }
                source.resume()
            }
        }
        self.sources = sources
    }

    /// Returns when one has come, also where it came earlier.
    func wait() async {
        for await _ in arrivals { break }
        for source in sources { source.cancel() }
    }
}
