import Catalog
import SQL

/// Why a command of the command line was not carried out, in words with what to do.
public struct CommandFailure: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }

    /// Any error in words.
    public static func words(for error: any Error) -> String {
        switch error {
        case let failure as CommandFailure: return failure.description
        case let error as ConfigurationError: return error.description
        case let error as DatabaseError: return error.message
        case let refusal as Refusal: return refusal.detail
        case let fault as JSONFault: return "\(fault.member) \(fault.problem)"
        case let failure as PlatformFailure: return failure.words
        case let failure as CommandQueue.Failure: return words(full: failure == .full)
        case let failure as ReadPool.Failure: return words(full: failure == .full)
        default: return "\(error)"
        }
    }

    private static func words(full: Bool) -> String {
        full
            ? "the server is full: nothing was done, try again later"
            : "the server is stopping: nothing was done, try again when it is back"
    }
}
