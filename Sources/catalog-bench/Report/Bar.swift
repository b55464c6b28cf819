/// A figure that must be reached, and what was.
struct Bar: Encodable {
    /// As in `at least 25000 a second`.
    let text: String
    let reached: Double
    let isMet: Bool

    enum CodingKeys: String, CodingKey {
        case text, reached
        case isMet = "met"
    }

    static func perSecond(_ measured: Measurement, atLeast floor: Double) -> Bar {
        Bar(
            text: "at least \(Int(floor)) a second", reached: measured.perSecond,
            isMet: measured.perSecond >= floor)
    }

    static func p99(_ measured: Measurement, underMilliseconds ceiling: Double) -> Bar {
        Bar(
            text: "p99 under \(Int(ceiling)) ms", reached: measured.p99Milliseconds,
            isMet: measured.answered > 0 && measured.p99Milliseconds < ceiling)
    }

    /// How many times the peer's throughput ours is.
    static func ratio(_ ours: Measurement, to peer: Measurement, atLeast floor: Double) -> Bar {
        let ratio = peer.perSecond > 0 ? ours.perSecond / peer.perSecond : 0
        return Bar(
            text: "at least \(Number.short(floor)) x \(peer.subject)", reached: ratio,
            isMet: ratio >= floor)
    }

    /// A run with wrong answers is no result: at most one request in a thousand may go astray.
    static func errors(_ measured: Measurement) -> Bar {
        let total = measured.answered + measured.errors
        let share = total > 0 ? Double(measured.errors) / Double(total) : 1
        return Bar(
            text: "errors under 0.1 %", reached: share * 100, isMet: share < 0.001)
    }
}
