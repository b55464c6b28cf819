/// Where a list that goes by time goes on: behind so many entries of a moment.
public struct MomentCursor: Sendable, Equatable {
    /// The most entries of one moment.
    public static let skippedMax = 10_000

    public let at: Instant
    public let skipped: Int

    public init(at: Instant, skipped: Int) {
        self.at = at
        self.skipped = skipped
    }

    /// Nil for what is no cursor of ours.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let moment = Int64(parts[0]), let skipped = Int(parts[1]),
            moment >= 0, (0...Self.skippedMax).contains(skipped)
        else { return nil }
        self.init(at: Instant(milliseconds: moment), skipped: skipped)
    }

    public var text: String { "\(at.milliseconds)-\(skipped)" }

    /// The page and the cursor of the next one, of rows that were read one further than the page.
    static func cut<Item>(
        _ rows: [Item], limit: Int, from cursor: MomentCursor?, at: (Item) -> Instant
    ) -> (items: [Item], next: MomentCursor?) {
        let items = Array(rows.prefix(limit))
        guard rows.count > limit, let last = items.last.map(at) else { return (items, nil) }
        var skipped = items.count { at($0) == last }
        if let cursor, cursor.at == last { skipped += cursor.skipped }
        return (items, MomentCursor(at: last, skipped: skipped))
    }
}
