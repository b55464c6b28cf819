import CatalogService

/// The commands that move a whole store.
enum MovingCommands {
    static func copy(_ arguments: Arguments) throws -> CommandLineTool.Exit {
        guard let source = arguments.value("from") else {
            throw UsageError("use: catalogd copy --from sqlite:PATH [--to postgresql://…]")
        }
        // Whoever lists the processes reads what a flag says: a password is better configured.
        let target =
            try arguments.value("to").map { try Configuration.Store($0, key: "--to") }
            ?? arguments.configuration().store
        return say(
            try StoreCopy.run(
                from: Configuration.Store(source, key: "--from"), to: target,
                progress: Terminal.note), arguments)
    }

    static func backup(_ arguments: Arguments) throws -> CommandLineTool.Exit {
        guard let file = arguments.value("to") else {
            throw UsageError("use: catalogd backup --to FILE")
        }
        return say(
            try StoreBackup.make(arguments.configuration(), file: file), arguments)
    }

    static func restore(_ arguments: Arguments) throws -> CommandLineTool.Exit {
        guard let file = arguments.value("from") else {
            throw UsageError("use: catalogd restore --from FILE")
        }
        return say(
            try StoreBackup.restore(arguments.configuration(), file: file), arguments)
    }

    private static func say(
        _ outcome: AdminOutcome, _ arguments: Arguments
    ) -> CommandLineTool.Exit {
        Terminal.say(arguments.isJSON ? outcome.json : outcome.text)
        return outcome.isComplete ? .done : .findings
    }
}
