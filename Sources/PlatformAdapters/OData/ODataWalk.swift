import Catalog

/// One walk over the pages of an OData course collection.
struct ODataWalk {
    enum Result {
        case end(delta: HTTPAddress?)
        /// The link that we started from, or one on the way, is good no more.
        case expired(String)
    }

    private(set) var delivery = CatalogueDelivery()
    /// The latest `lastModifiedDateTime` of all items.
    private(set) var latest: String?
    private let connection: PlatformConnection
    private let reader: RecordReader
    private var budget: RetryBudget
    private var seen: Set<String> = []

    init(connection: PlatformConnection, platformID: String, latest: String?) {
        self.connection = connection
        self.latest = latest
        reader = RecordReader(platformID: platformID)
        budget = connection.catalogueBudget()
    }

    /// - Parameter isWhole: asks for everything, and for a delta link at its end. Courses that an
    ///   expired walk brought before are not handed over again.
    mutating func run(
        from first: HTTPAddress, isWhole: Bool,
        deliver: (CataloguePage) async throws -> Void
    ) async throws(PlatformFailure) -> Result {
        var visited: Set<String> = []
        var brought = seen
        var address = first
        while true {
            guard visited.insert(address.text).inserted else {
                throw .malformed("the pages lead round in a circle: \(address.target)")
            }
            guard visited.count <= ODataAdapter.pagesMax else {
                throw .malformed("more than \(ODataAdapter.pagesMax) pages")
            }
            let answer = try await ask(address, isWhole: isWhole)
            switch answer.status {
            case 200: break
            case 410: return .expired(AnswerWords.read(answer))
            case 400,
                404 where !isWhole:
                return .expired(AnswerWords.read(answer))
            default: throw .malformed("\(address.target): \(AnswerWords.read(answer))")
            }
            let page = try ODataPage(answer.body, at: address)
            let content = read(page, number: visited.count, brought: &brought)
            try await delivery.hand(content, to: deliver)
            guard let next = page.next else { return .end(delta: page.delta) }
            address = next
        }
    }

    private mutating func ask(
        _ address: HTTPAddress, isWhole: Bool
    ) async throws(PlatformFailure) -> HTTPAnswer {
        var headers = ODataAdapter.headers
        if isWhole { headers.append(("Prefer", "odata.track-changes")) }
        let answer = try await connection.send(
            PlatformConnection.Call(method: "GET", address: address, headers: headers),
            budget: &budget)
        delivery.count(answer)
        return answer
    }

    private mutating func read(
        _ page: ODataPage, number: Int, brought: inout Set<String>
    ) -> CataloguePage {
        var records: [SourceRecord] = []
        var removed: [String] = []
        for (index, item) in page.items.enumerated() {
            note(item["lastModifiedDateTime"])
            switch ODataItem(item, place: "page \(number), item \(index + 1)") {
            case .other: break
            case .removal(let id): removed.append(id)
            case .course(let record):
                if case .string(let id)? = record.id, brought.remove(id) != nil { continue }
                records.append(record)
            }
        }
        var content = reader.page(of: records, seen: &seen)
        content.removed = removed
        return content
    }

    private mutating func note(_ time: JSONValue?) {
        guard case .string(let text)? = time else { return }
        let time = ODataTime.completed(text) ?? text
        guard Instant(time) != nil else { return }
        if latest.map({ ODataCursor.isLater(time, than: $0) }) ?? true { latest = time }
    }
}
