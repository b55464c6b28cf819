import SQL
import Testing

/// The engines that the same store must behave alike on.
public enum StoreEngine: String, Sendable, CaseIterable {
    case sqlite = "SQLite"
    case postgresql = "PostgreSQL"

    /// The one that ``TestStore`` opens where a test asks for none.
    @TaskLocal public static var current = sqlite
}

/// Runs each test once on every engine: `@Suite(.bothEngines)`; or on one of them. What fails says
/// on which.
public struct EveryEngine: TestTrait, SuiteTrait, TestScoping {
    fileprivate let engines: [StoreEngine]

    public var isRecursive: Bool { true }

    public func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        guard !test.isSuite else { return try await function() }
        for engine in engines {
            try await StoreEngine.$current.withValue(engine) {
                try await function()
            }
        }
    }

    /// Around each test, not around its suite: there every test would run several times over.
    public func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? {
        testCase == nil ? nil : self
    }
}

extension Trait where Self == EveryEngine {
    public static var bothEngines: Self { EveryEngine(engines: StoreEngine.allCases) }

    /// For what only one of them can tell.
    public static func only(_ engine: StoreEngine) -> Self { EveryEngine(engines: [engine]) }
}

extension Trait where Self == IssueHandlingTrait {
    /// Notes beside every issue on which engine it came up.
    public static var namingEngine: Self {
        compactMapIssues { issue in
            var issue = issue
            issue.comments.append("on \(StoreEngine.current.rawValue)")
            return issue
        }
    }
}
