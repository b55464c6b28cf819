/// When a feed looks like an accident or an attack and waits for a person instead of being applied.
///
/// Shares are compared in whole numbers: a share of exactly the limit is not above it.
public enum HoldPolicy {
    /// A full feed may lose this many per cent of the courses that it had.
    public static let lostPercentMax = 20
    /// A full feed may move this many per cent of its prices by more than half.
    public static let movedPercentMax = 10

    public static func losesTooMany(_ lost: Int, of had: Int) -> Bool {
        lost * 100 > had * lostPercentMax
    }

    public static func movesTooMany(_ moved: Int, of prices: Int) -> Bool {
        moved * 100 > prices * movedPercentMax
    }

    /// Whether a price moved by more than half of what it was. A price that appears or goes away
    /// did not move: an unpriced course is not for sale, so nobody pays wrongly.
    public static func isGreatMove(from old: Money?, to new: Money?) -> Bool {
        guard let old, let new else { return false }
        let move = new > old ? new - old : old - new
        return move + move > old
    }
}
