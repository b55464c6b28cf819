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
    /// Pauses before a lost connection is opened again: doubled from the first to the last.
    private static let pauseFirst = 0.5
    private static let pauseMax = 8.0

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
        var pause = Self.pauseFirst
        while !isStopped.load(ordering: .relaxed) {
            do throws(DatabaseError) {
                let handle = try PostgreSQLHandle(address)
                _ = try handle.script("LISTEN \(channel)")
                pause = Self.pauseFirst
                heard()
                try listen(handle)
            } catch {
                rest(pause)
                pause = min(pause * 2, Self.pauseMax)
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
