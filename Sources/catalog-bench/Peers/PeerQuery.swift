/// One of ``SearchQueries`` in terms of the database peers: the words and the filters that they
/// can express in SQL. Price bands, durations, provinces and sort orders are left out, which
/// spares the peers work.
struct PeerQuery {
    var words: [String] = []
    /// Allowed values, as `,a,b,`; empty means any.
    var platforms = ""
    var deliveries = ""
    var levels = ""
    var languages = ""
    var priceMax = Int64.max
    var limit = 20

    init(_ query: String) {
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let list = "," + parts[1] + ","
            switch parts[0] {
            case "q": words = parts[1].split(separator: "+").map(String.init)
            case "platform": platforms = list
            case "delivery": deliveries = list
            case "level": levels = list
            case "language": languages = list
            case "price_max": priceMax = Int64(parts[1]) ?? priceMax
            case "limit": limit = Int(parts[1]) ?? limit
            default: break
            }
        }
    }

    /// All words must occur, the last one may be the beginning of a word: FTS5's query syntax.
    var fts5: String {
        words.isEmpty ? "" : words.map { "\"\($0)\"" }.joined(separator: " ") + "*"
    }

    /// The same as a PostgreSQL tsquery.
    var tsquery: String {
        words.isEmpty ? "" : words.joined(separator: " & ") + ":*"
    }
}
