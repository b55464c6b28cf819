import Catalog
import Foundation

/// One JSON object a line on standard error. Secrets and personal data are never logged: callers
/// pass ids, counts and words of their own.
public struct Log: Sendable {
    private let level: Configuration.LogLevel
    private let clock: WallClock
    private let write: @Sendable (String) -> Void

    /// - Parameter write: takes each line; a reader of standard error that has gone away costs
    ///   the line, not the service.
    public init(
        level: Configuration.LogLevel, clock: WallClock = .system,
        write: @escaping @Sendable (String) -> Void = { line in
            try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
        }
    ) {
        self.level = level
        self.clock = clock
        self.write = write
    }

    public func debug(_ event: String, _ facts: [String: String] = [:]) {
        line(.debug, event, facts)
    }
    public func info(_ event: String, _ facts: [String: String] = [:]) {
        line(.info, event, facts)
    }
    public func warning(_ event: String, _ facts: [String: String] = [:]) {
        line(.warning, event, facts)
    }
    public func error(_ event: String, _ facts: [String: String] = [:]) {
        line(.error, event, facts)
    }

    private func line(
        _ level: Configuration.LogLevel, _ event: String, _ facts: [String: String]
    ) {
        guard level >= self.level else { return }
        var members = facts
        members["at"] = clock.now().description
        members["level"] = level.rawValue
        members["event"] = event
        write(String(decoding: JSON.encode(members), as: UTF8.self))
    }
}
