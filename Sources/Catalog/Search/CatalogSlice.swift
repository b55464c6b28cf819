/// The courses of one page, in order.
struct CatalogSlice {
    private(set) var positions: [Int] = []
    /// The page's last course and its key, where another page follows.
    private(set) var last: (position: Int, key: Int64)?

    init(
        _ found: CourseBits, query: CatalogQuery, matches: SearchMatches?,
        in snapshot: CatalogSnapshot
    ) {
        // Positions are in the order of ids: those up to the cursor's id lie below the bound.
        let start = query.cursor.map { cursor in
            (key: cursor.key, bound: snapshot.positions(upTo: cursor.courseID))
        }
        if query.sort == .relevance, let matches {
            takeByScore(found, matches.scores, limit: query.limit, behind: start)
        } else {
            let sort = query.sort == .relevance ? .newest : query.sort
            take(found, in: snapshot.orders[sort]!, limit: query.limit, behind: start)
        }
    }

    private mutating func take(
        _ found: CourseBits, in order: CourseOrder, limit: Int,
        behind start: (key: Int64, bound: Int)?
    ) {
        var place = start.map { order.place(behind: $0.key, below: $0.bound) } ?? 0
        while place < order.positions.count {
            let position = Int(order.positions[place])
            place += 1
            guard found.contains(position) else { continue }
            if positions.count == limit {
                let previous = positions[limit - 1]
                last = (previous, order.keys[previous])
                return
            }
            positions.append(position)
        }
    }

    /// Keeps the best of all in a heap whose root is the worst that is kept.
    private mutating func takeByScore(
        _ found: CourseBits, _ scores: [UInt32], limit: Int, behind start: (key: Int64, bound: Int)?
    ) {
        // One number orders by score, descending, then by position; the smaller is the better.
        var heap: [UInt64] = []
        heap.reserveCapacity(limit + 1)
        let first = start.map { start in
            UInt64(UInt32.max - UInt32(clamping: -start.key)) << 32 | UInt64(start.bound)
        }
        found.eachPosition { position in
            let rank = UInt64(UInt32.max - scores[position]) << 32 | UInt64(position)
            if let first, rank < first { return }
            if heap.count <= limit {
                heap.append(rank)
                if heap.count == limit + 1 { heap.sort(by: >) }
            } else if rank < heap[0] {
                heap[0] = rank
                Self.sink(&heap)
            }
        }
        heap.sort()
        positions = heap.prefix(limit).map { Int($0 & 0xFFFF_FFFF) }
        if heap.count > limit, let position = positions.last {
            last = (position, -Int64(scores[position]))
        }
    }

    private static func sink(_ heap: inout [UInt64]) {
        var parent = 0
        while true {
            var largest = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child] > heap[largest] {
                largest = child
            }
            if largest == parent { return }
            heap.swapAt(parent, largest)
            parent = largest
        }
    }
}

extension CatalogSnapshot {
    /// How many courses have an id up to that one, itself included.
    func positions(upTo id: String) -> Int {
        var low = 0
        var high = courses.count
        while low < high {
            let middle = (low + high) / 2
            if courses[middle].id.value <= id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
