#if DEBUG
    import Foundation
#endif

/// Faults that are built in on purpose, so that the torture bench can show that each of its tests
/// is able to fail. Debug builds only: a release build has none of it and reads no environment.
///
/// `CATALOGD_SABOTAGE` names one fault; where `CATALOGD_SABOTAGE_SINCE` names a file, it begins
/// when that file is there.
public enum Sabotage: String, Sendable {
    /// Answers before the commit.
    case answersEarly = "answers-early"
    /// Takes a failed commit for a good one.
    case ignoresFailedCommit = "ignores-failed-commit"
    /// Commits without waiting for the disk.
    case neverSyncs = "never-syncs"
    /// Lives on after a failed sync.
    case survivesFailedSync = "survives-failed-sync"
    /// Says that nothing was done where that is not known.
    case guessesOutcome = "guesses-outcome"
    /// Commits on PostgreSQL without waiting for the standby.
    case forgetsStandby = "forgets-standby"
    /// Sells seats, and spends balances, without the guards in the data.
    case overdraws = "overdraws"
    /// Forgets answers after a year.
    case forgetsKeys = "forgets-keys"
    /// Takes another request under a known key for the first one.
    case ignoresInput = "ignores-input"
    /// Enrols again without asking what became of the first request.
    case guessesEnrolment = "guesses-enrolment"
    /// The writer stands still.
    case stuckWriter = "stuck-writer"
    /// An event loop stands still.
    case stuckLoop = "stuck-loop"

    #if DEBUG
        private static let chosen = ProcessInfo.processInfo.environment["CATALOGD_SABOTAGE"]
            .flatMap(Sabotage.init(rawValue:))
        private static let since = ProcessInfo.processInfo.environment["CATALOGD_SABOTAGE_SINCE"]
        private static let crashPoint = ProcessInfo.processInfo.environment["CATALOGD_CRASH_AT"]

        public var isOn: Bool {
            guard Self.chosen == self else { return false }
            return Self.since.map { FileManager.default.fileExists(atPath: $0) } ?? true
        }

        /// Ends the process as `kill -9` does where `CATALOGD_CRASH_AT` names this place.
        public static func crash(at place: String) {
            if crashPoint == place { kill(getpid(), SIGKILL) }
        }
    #else
        @inlinable public var isOn: Bool { false }
        @inlinable public static func crash(at place: String) {}
    #endif
}
