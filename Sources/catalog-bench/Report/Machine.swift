import Foundation

/// What the figures were measured on.
struct Machine: Encodable {
    let processors: Int
    let model: String
    let kernel: String
    let memoryBytes: UInt64
    /// Durable appends a second of one writer, 4 kB each: what a commit costs on this disk.
    let syncsPerSecond: Double
    /// Of the minute before the run: what else kept the processors busy.
    let loadAverage: Double

    enum CodingKeys: String, CodingKey {
        case processors, model, kernel
        case memoryBytes = "memory_bytes"
        case syncsPerSecond = "syncs_per_second"
        case loadAverage = "load_average"
    }

    init(disk workspace: Workspace) {
        let information = ProcessInfo.processInfo
        processors = information.activeProcessorCount
        memoryBytes = information.physicalMemory
        kernel = Self.firstLine(of: "/proc/sys/kernel/osrelease")
        let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        model =
            lines.split(separator: "\n").first { $0.hasPrefix("model name") }?
            .split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "unknown"
        let load = Self.firstLine(of: "/proc/loadavg").split(separator: " ").first
        loadAverage = load.flatMap { Double($0) } ?? 0
        syncsPerSecond = Self.syncs(in: workspace.file("sync-probe"))
    }

    /// A warning where the figures cannot be trusted; nil on a quiet machine.
    var warning: String? {
        guard loadAverage > Double(processors) / 2 else { return nil }
        return "The machine is busy with other work (load \(Number.short(loadAverage))): "
            + "absolute figures are too low, and ratios uncertain."
    }

    var summary: String {
        "\(processors) processors (\(model)), \(memoryBytes >> 30) GB, Linux \(kernel), "
            + "disk \(Int(syncsPerSecond)) syncs a second"
    }

    private static func firstLine(of path: String) -> String {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func syncs(in path: String) -> Double {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { return 0 }
        defer {
            close(descriptor)
            _ = unsafe unlink(path)
        }
        let block = [UInt8](repeating: 0x5a, count: 4096)
        let begun = MonotonicClock.nanoseconds
        var count = 0
        while MonotonicClock.seconds(since: begun) < 0.5 {
            // The array holds the bytes that are written.
            guard unsafe Foundation.write(descriptor, block, block.count) == block.count,
                fdatasync(descriptor) == 0
            else { return 0 }
            count += 1
        }
        return Double(count) / MonotonicClock.seconds(since: begun)
    }
}
