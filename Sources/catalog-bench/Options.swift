/// The command line of the benchmark.
struct Options: Sendable {
    var isQuick = false
    var only: [WorkloadName] = []
    var secondsAsked: Double?
    var participantsAsked: Int?
    var connectionsAsked: Int?
    var output: String?
    var wantsHelp = false

    /// Seconds that each load is measured, after its warm-up.
    var seconds: Double { secondsAsked ?? (isQuick ? 3 : 10) }
    var warmUpSeconds: Double { min(2, seconds / 5) }
    var connections: Int { connectionsAsked ?? 64 }
    /// Participants who buy.
    var buyers: Int { participantsAsked ?? 20_000 }
    /// Courses of the one great platform.
    var greatCourses: Int { isQuick ? 20_000 : 200_000 }
    /// Participants in the store of the memory and start workloads.
    var crowd: Int { participantsAsked ?? (isQuick ? 50_000 : 1_000_000) }

    static let secondsMax = 600
    static let participantsMax = 2_000_000
    static let connectionsMax = 1000

    static let help = """
        Usage: catalog-bench [options]

        Measures catalogd beside its peers on this machine, in one run, over loopback only.
        The load generator shares the processors with what it measures.

        Options:
          --quick             a few seconds each, and 50000 participants for memory and start
          --only NAME         one workload; may be repeated: \(WorkloadName.list)
          --seconds N         seconds of each load (default 10; quick 3)
          --participants N    buyers (default 20000), and participants of memory and start
                              (default 1000000; quick 50000)
          --connections N     keep-alive connections of the load generator (default 64;
                              purchases \(Purchases.connections))
          --output FILE       also write the results as JSON
          --help              this text

        Exit codes: 0 every figure reached; 1 it could not be measured; 2 wrong usage;
        3 a figure was missed.
        """

    /// - Throws: ``BenchError`` naming the word that is wrong.
    init(_ words: [String]) throws(BenchError) {
        var rest = words[...]
        while let word = rest.popFirst() {
            switch word {
            case "--quick": isQuick = true
            case "--help", "-h": wantsHelp = true
            case "--only":
                let text = try Self.value(of: word, &rest)
                guard let name = WorkloadName(rawValue: text) else {
                    throw BenchError("--only \(text): there are \(WorkloadName.list)")
                }
                only.append(name)
            case "--seconds":
                secondsAsked = Double(try Self.number(of: word, &rest, max: Self.secondsMax))
            case "--participants":
                participantsAsked = try Self.number(of: word, &rest, max: Self.participantsMax)
            case "--connections":
                connectionsAsked = try Self.number(of: word, &rest, max: Self.connectionsMax)
            case "--output": output = try Self.value(of: word, &rest)
            default: throw BenchError("\(word) is not an option; see --help")
            }
        }
    }

    private static func value(
        of option: String, _ rest: inout ArraySlice<String>
    ) throws(BenchError) -> String {
        guard let value = rest.popFirst() else { throw BenchError("\(option) needs a value") }
        return value
    }

    private static func number(
        of option: String, _ rest: inout ArraySlice<String>, max: Int
    ) throws(BenchError) -> Int {
        let text = try value(of: option, &rest)
        guard let number = Int(text), (1...max).contains(number) else {
            throw BenchError("\(option) takes a whole number from 1 to \(max)")
        }
        return number
    }
}

/// What can be measured, in the order it is.
enum WorkloadName: String, CaseIterable, Sendable {
    case hotPage = "hot-page"
    case pages
    case search
    case largeSearch = "large-search"
    case purchases
    case serverPurchases = "purchases-postgresql"
    case webhooks
    case serverWebhooks = "webhooks-postgresql"
    case syncs
    case hangingPlatform = "hanging-platform"
    case callbacks
    case greatPlatform = "great-platform"
    case memory

    static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
