import CatalogService

/// `catalogd serve`: the server until it is told to stop.
enum ServeCommand {
    static func run(_ arguments: Arguments) async throws -> CommandLineTool.Exit {
        let service = try Service(arguments.configuration())
        let stop = StopSignal()
        try await service.start(workers: !arguments.has("no-workers"))
        await stop.wait()
        await service.stop()
        return .done
    }
}
