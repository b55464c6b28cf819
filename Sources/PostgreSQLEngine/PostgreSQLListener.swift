import Foundation
import SQL
import Synchronization

/// Hears what other connections announce on a channel, on a thread of its own.
///
/// It only spares waiting: what is announced while the connection is away is not heard, so whoever
/// listens looks from time to time as well, and is told to look after each new connection.
public final class PostgreSQLListener: Sendable {
    /// How long it sleeps before it looks whether it was stopped.
    private static let wakeMilliseconds: Int32 = 500
    /// Nobody waits for it.
    private static let backoff = Backoff(first: 0.5, longest: 8)

    private let address: PostgreSQLAddress
    private let channel: String
    private let heard: @Sendable () -> Void
    private let isStopped = Atomic(false)
    private let finished = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - channel: a name of lower-case letters.
    ///   - heard: called on the listener's thread; it must be brief.
    public init(
        _ address: PostgreSQLAddress, channel: String, heard: @escaping @Sendable () -> Void
    ) {
        precondition(channel.allSatisfy { $0.isLowercase && $0.isASCII })
        self.address = address
        self.channel = channel
        self.heard = heard
        Thread.detachNewThread { [self] in
            work()
            finished.signal()
        }
    }

    /// Closes the connection and returns.
    public func stop() {
        isStopped.store(true, ordering: .relaxed)
        finished.wait()
    }

    private func work() {
        var backoff = Self.backoff
        while !isStopped.load(ordering: .relaxed) {
            do throws(DatabaseError) {
                let handle = try PostgreSQLHandle(address)
                _ = try handle.script("LISTEN \(channel)")
                backoff.reset()
                heard()
                try listen(handle)
            } catch {
                rest(backoff.next())
            }
        }
    }

    private func listen(_ handle: PostgreSQLHandle) throws(DatabaseError) {
        while !isStopped.load(ordering: .relaxed) {
            var waited = pollfd(fd: handle.socket, events: Int16(POLLIN), revents: 0)
            if unsafe poll(&waited, 1, Self.wakeMilliseconds) > 0,
                try handle.takeNotifications() > 0
            {
                heard()
            }
        }
    }

    private func rest(_ seconds: Double) {
        let until = Date().addingTimeInterval(seconds)
        while Date() < until, !isStopped.load(ordering: .relaxed) {
            Thread.sleep(forTimeInterval: Double(Self.wakeMilliseconds) / 5000)
        }
    }
}
