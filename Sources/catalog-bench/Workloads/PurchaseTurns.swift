/// Loads of purchases, one after the other: each purchase is made once.
struct PurchaseTurns {
    private let shelf: CourseShelf
    private let tokens: [String]
    private let host: String
    private let rateMax: Double
    private var begun = 0
    /// Answers as expected: of all turns, their warm-ups too.
    private(set) var acknowledged = 0

    /// - Parameter rateMax: purchases a second for which each turn has enough of them.
    init(_ shelf: CourseShelf, _ tokens: [String], host: String, rateMax: Double) {
        self.shelf = shelf
        self.tokens = tokens
        self.host = host
        self.rateMax = rateMax
    }

    /// All that there are.
    var count: Int { shelf.courses.count * tokens.count }

    /// Whether all have been made.
    var isOver: Bool { begun >= count }

    mutating func run(_ load: LoadGenerator) throws -> LoadResult {
        let enough = Int((load.seconds + load.warmUpSeconds) * rateMax)
        let result = try load.run(shelf.tape(tokens, host: host, count: enough, after: begun))
        begun += result.begun
        acknowledged += result.acknowledged
        return result
    }
}
