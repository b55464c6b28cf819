import CatalogService

/// `catalogd serve`: the server until it is told to stop.
enum ServeCommand {
    static func run(_ arguments: Arguments) async throws -> CommandLineTool.Exit {
        let service = try Service(arguments.configuration())
        try await service.start(workers: !arguments.has("no-workers"))
        await StopSignal.wait()
        await service.stop()
        return .done
    }
}
