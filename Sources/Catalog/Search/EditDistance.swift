/// Optimal string alignment: insertions, deletions, substitutions and exchanges of neighbours,
/// each costing one. Keeps its three rows between calls.
struct EditDistance {
    private var beforeLast: [Int] = []
    private var last: [Int] = []
    private var current: [Int] = []

    /// - Parameter isPrefix: the distance to the nearest beginning of `right`, not to all of it.
    mutating func distance(
        _ left: [UInt8], _ right: ArraySlice<UInt8>, isPrefix: Bool = false
    ) -> Int {
        // A beginning that is nearer is never longer than twice the word itself.
        let width = isPrefix ? min(right.count, left.count * 2) : right.count
        if current.count <= width {
            beforeLast = [Int](repeating: 0, count: width + 1)
            last = beforeLast
            current = beforeLast
        }
        for column in 0...width { last[column] = column }
        for row in 0..<left.count {
            current[0] = row + 1
            for column in 0..<width {
                let letter = right[right.startIndex + column]
                var cost = min(last[column + 1], current[column]) + 1
                cost = min(cost, last[column] + (left[row] == letter ? 0 : 1))
                if row > 0, column > 0, left[row - 1] == letter,
                    left[row] == right[right.startIndex + column - 1]
                {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current[column + 1] = cost
            }
            swap(&beforeLast, &last)
            swap(&last, &current)
        }
        return isPrefix ? last[0...width].min()! : last[width]
    }
}
