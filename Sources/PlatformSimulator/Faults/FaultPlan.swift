import Catalog
import Synchronization

/// Which simulated platform does what wrong, and how often; the same seed does the same.
public struct FaultPlan: Sendable {
    public static let rulesMax = 200

    public struct Rule: Sendable {
        public var fault: Fault
        /// Nil for all platforms.
        public var platform: String?
        /// Only requests whose path begins so, below `base_url` or not; nil for all but those for
        /// tokens.
        public var path: String?
        /// 0 to 1.
        public var probability = 1.0
        /// How often at most; nil for ever.
        public var times: Int?
        /// How late, where lateness is the fault.
        public var milliseconds = 1_500
    }

    public var seed: UInt64
    public var rules: [Rule]

    public init(rules: [Rule] = [], seed: UInt64 = 1) {
        self.rules = rules
        self.seed = seed
    }

    /// Reads `NAME[@platform][,…]`.
    /// - Throws: ``SimulatorError/badFault(_:)`` naming the word.
    public init(names: String) throws(SimulatorError) {
        var rules: [Rule] = []
        for word in names.split(separator: ",") {
            let parts = word.split(separator: "@", maxSplits: 1)
            rules.append(
                try Self.rule(
                    String(parts.first ?? ""), platform: parts.count > 1 ? String(parts[1]) : nil))
        }
        self.init(rules: rules)
    }

    private struct File: Decodable {
        struct Entry: Decodable {
            let fault: String
            let platform: String?
            let path: String?
            let probability: Double?
            let times: Int?
            let milliseconds: Int?
        }

        let seed: UInt64?
        let faults: [Entry]
    }

    /// Reads `{"seed": 7, "faults": [{"fault": "hang", "platform": "bukalapak", "path": "/courses",
    /// "probability": 0.5, "times": 3, "milliseconds": 800}]}`; all but `fault` may be left out.
    public init(file bytes: [UInt8]) throws(SimulatorError) {
        let file: File
        do throws(JSONFault) {
            file = try JSON.decode(File.self, from: bytes)
        } catch {
            throw .badFault("the plan: \(error.member) \(error.problem)")
        }
        guard file.faults.count <= Self.rulesMax else {
            throw .badFault("the plan has more than \(Self.rulesMax) faults")
        }
        var rules: [Rule] = []
        for entry in file.faults {
            var rule = try Self.rule(entry.fault, platform: entry.platform)
            rule.path = entry.path
            rule.probability = min(max(entry.probability ?? 1, 0), 1)
            rule.times = entry.times ?? rule.times
            rule.milliseconds = min(max(entry.milliseconds ?? rule.milliseconds, 0), 600_000)
            rules.append(rule)
        }
        self.init(rules: rules, seed: file.seed ?? 1)
    }

    private static func rule(
        _ name: String, platform: String?
    ) throws(SimulatorError) -> Rule {
        guard let fault = Fault(rawValue: name) else {
            let known = Fault.allCases.map(\.rawValue).joined(separator: ", ")
            throw .badFault("\"\(name)\" is no fault; known are \(known)")
        }
        return Rule(fault: fault, platform: platform, times: fault.timesDefault)
    }

    /// The dice of one platform for one place; nil where nothing goes wrong there.
    func dice(for platform: String, at place: Fault.Place) -> FaultDice? {
        let own = rules.filter {
            $0.fault.place == place && ($0.platform == nil || $0.platform == platform)
        }
        return own.isEmpty ? nil : FaultDice(own, seed: seed ^ Chance.number("faults", platform))
    }
}

/// Decides, call by call, what goes wrong.
final class FaultDice: Sendable {
    private struct State {
        var random: UInt64
        var done: [Int]
        var calls = 0
    }

    let rules: [FaultPlan.Rule]
    private let state: Mutex<State>

    init(_ rules: [FaultPlan.Rule], seed: UInt64) {
        self.rules = rules
        state = Mutex(State(random: seed, done: rules.map { _ in 0 }))
    }

    func has(_ fault: Fault) -> Bool { rules.contains { $0.fault == fault } }

    /// What goes wrong with a call to this path; nil where nothing does.
    func roll(path: String) -> FaultPlan.Rule? {
        state.withLock { state in
            state.calls += 1
            for (index, rule) in rules.enumerated() {
                if let wanted = rule.path {
                    guard path.contains(wanted) else { continue }
                } else if path.hasSuffix("token") {
                    continue
                }
                if let times = rule.times, state.done[index] >= times { continue }
                guard Double(Self.next(&state.random) >> 11) / 0x1p53 < rule.probability else {
                    continue
                }
                state.done[index] += 1
                return rule
            }
            return nil
        }
    }

    /// A number below `bound`.
    func number(below bound: Int) -> Int {
        state.withLock { Int(Self.next(&$0.random) % UInt64(max(bound, 1))) }
    }

    /// SplitMix64 (Steele, Lea, Flood 2014).
    private static func next(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension FaultDice {
    /// The courses of a feed that shrinks, or whose prices run wild; always the same ones.
    func spoiled(_ courses: [SeedCourse]) -> [SeedCourse] {
        var courses = courses
        if has(.shrinkingFeed) {
            courses = courses.filter { Chance.number("shrink", $0.id).isMultiple(of: 3) }
        }
        if has(.pricesTimes1000) {
            for index in courses.indices {
                courses[index].price = courses[index].price.map { $0 * 1_000 }
            }
        }
        return courses
    }
}
