import Catalog
import Cryptography

/// How fast simulated learners learn: each step follows the one before after some time between
/// these two, always the same for the same enrolment.
public struct Pace: Sendable {
    public let shortest: Span
    public let longest: Span

    public init(shortest: Span, longest: Span) {
        precondition(shortest <= longest, "the longest wait is not the shortest")
        self.shortest = shortest
        self.longest = longest
    }

    /// A course is learnt within seconds, whatever its schedule says.
    public static let demo = Pace(shortest: .seconds(1), longest: .seconds(3))

    func wait(before step: String, of enrolmentID: String) -> Span {
        let range = UInt64(longest.milliseconds - shortest.milliseconds + 1)
        let offset = Chance.number(step, enrolmentID) % range
        return Span(milliseconds: shortest.milliseconds + Int64(offset))
    }
}

/// Numbers that look random and follow from what they are for, so that a simulator that was
/// restarted says the same again.
enum Chance {
    static func number(_ purpose: String, _ id: String) -> UInt64 {
        SHA256.digest(Array((purpose + "\u{0}" + id).utf8)).prefix(8)
            .reduce(0) { $0 << 8 | UInt64($1) }
    }
}
