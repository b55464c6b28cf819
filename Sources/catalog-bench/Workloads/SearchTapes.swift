/// ``SearchQueries`` as requests.
enum SearchTapes {
    /// Above every price, so that the added bound changes no result.
    private static let priceMax = 50_000_000

    /// - Parameter platform: the only one that there is; queries that name others ask for it.
    static func repeated(host: String, platform: String? = nil) -> RequestTape {
        var tape = RequestTape(end: .rewind)
        for query in SearchQueries.all {
            let pairs = query.split(separator: "&").map { pair in
                platform.flatMap { pair.hasPrefix("platform=") ? "platform=" + $0 : nil }
                    ?? String(pair)
            }
            tape.get("/v1/courses?" + pairs.joined(separator: "&"), host: host)
        }
        return tape
    }

    /// Each query again and again with another upper price, which is beyond all prices where the
    /// query itself has none; at least as many as are asked for.
    static func unique(_ requests: Int, host: String) -> RequestTape {
        var tape = RequestTape(end: .rewind)
        for round in 0...(requests / SearchQueries.all.count) {
            for query in SearchQueries.all {
                var pairs = query.split(separator: "&").map(String.init)
                let own = pairs.firstIndex { $0.hasPrefix("price_max=") }
                let bound = own.map { Int(pairs[$0].dropFirst(10)) ?? 0 } ?? Self.priceMax
                if let own { pairs.remove(at: own) }
                pairs.append("price_max=\(bound + round)")
                tape.get("/v1/courses?" + pairs.joined(separator: "&"), host: host)
            }
        }
        return tape
    }
}
