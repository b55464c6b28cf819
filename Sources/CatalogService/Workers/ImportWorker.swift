import Catalog

/// Checks, carries out and takes back imports of courses, the oldest first, in small commands: a
/// purchase waits for milliseconds only.
struct ImportWorker: Sendable {
    /// How often it is looked for something to do.
    static let pauseMilliseconds = 500
    /// Rows that are checked, and changes that are made, in one step.
    static let checkedMax = 50
    static let changedMax = 20
    /// Between two steps, so that others have their turn.
    static let restMilliseconds = 5

    let context: ServiceContext

    func run() async {
        while !Task.isCancelled {
            do {
                let isDone = try await step()
                let pause = isDone ? Self.restMilliseconds : Self.pauseMilliseconds
                try await Task.sleep(for: .milliseconds(pause))
            } catch is CancellationError {
                return
            } catch {
                context.log.error(
                    "import_failed", ["error": CommandFailure.words(for: error)])
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// - Returns: false where nothing was to be done.
    private func step() async throws -> Bool {
        guard let imported = try await context.reads.run({ try ImportStore($0).underWay() }) else {
            return false
        }
        let clock = context.clock
        switch imported.state {
        case .applying:
            _ = try await context.commands.run {
                try ImportStore($0).applyNext(
                    of: imported, limit: Self.changedMax, now: clock.now())
            }
        case .undoing:
            _ = try await context.commands.run {
                try ImportStore($0).undoNext(
                    of: imported, limit: Self.changedMax, now: clock.now())
            }
        default: try await check(imported)
        }
        return true
    }

    /// From its beginning: what a process that ended had found is found again.
    private func check(_ imported: CourseImport) async throws {
        let (id, clock) = (imported.id, context.clock)
        let body = try await context.reads.run { try ImportStore($0).body(of: id) }
        try await context.commands.run { try ImportStore($0).forgetEntries(of: id) }
        var file = try ImportFile(body)
        while true {
            try Task.checkCancellation()
            let before = file
            let (after, check) = try await context.reads.run { database in
                var file = before
                let check = try ImportStore(database).check(&file, limit: Self.checkedMax)
                return (file, check)
            }
            file = after
            try await context.commands.run {
                try ImportStore($0).note(check, of: id, now: clock.now())
            }
            if check.isEnd { return }
            try await Task.sleep(for: .milliseconds(Self.restMilliseconds))
        }
    }
}
