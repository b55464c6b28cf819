import Foundation

/// Load benchmarks of catalogd, each beside its peer in the same run.
@main
enum CatalogBench {
    static func main() {
        do throws(BenchError) {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            if options.wantsHelp {
                print(Options.help)
                exit(0)
            }
            exit(run(options))
        } catch {
            complain(error.description)
            exit(2)
        }
    }

    private static func run(_ options: Options) -> Int32 {
        Interruption.listen()
        do {
            let bench = try Bench(options)
            defer { bench.workspace.remove() }
            return try measure(bench, options)
        } catch {
            complain("\(error)")
            return 1
        }
    }

    private static func measure(_ bench: Bench, _ options: Options) throws -> Int32 {
        var report = BenchReport(
            machine: Machine(disk: bench.workspace), seconds: options.seconds,
            connections: options.connections)
        say(report.machine.summary)
        if let warning = report.machine.warning { say(warning) }
        say(
            "\(Number.short(options.seconds)) s each, \(options.connections) connections where a "
                + "workload has no number of its own")
        let names = options.only.isEmpty ? WorkloadName.allCases : options.only
        for name in names {
            do {
                for result in try bench.measure(name) {
                    report.workloads.append(result)
                    say(ScreenTable.text(result))
                }
            } catch {
                try Interruption.check()
                report.failures[name.rawValue] = "\(error)"
                complain("\(name.rawValue) could not be measured: \(error)")
            }
        }
        if let output = options.output {
            try report.write(to: output)
            say("\nThe results are in \(output).")
        }
        if !report.failures.isEmpty { return 1 }
        return report.isEveryBarMet ? 0 : 3
    }

    /// Unbuffered, so that a long run shows where it is.
    private static func say(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    private static func complain(_ text: String) {
        FileHandle.standardError.write(Data("catalog-bench: \(text)\n".utf8))
    }
}
