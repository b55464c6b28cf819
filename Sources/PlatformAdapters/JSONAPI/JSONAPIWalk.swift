import Catalog

/// One walk over the pages of a JSON:API catalogue.
struct JSONAPIWalk {
    enum Result {
        case end([JSONAPICursor.Page])
        /// The first page was refused; the largest size that the platform allows.
        case pageTooLarge(max: Int)
        /// A page that only our memory led to is no longer there: begin again without it.
        case memoryStale
    }

    private(set) var delivery = CatalogueDelivery()
    private let connection: PlatformConnection
    private let reader: RecordReader
    private var remembered: [String: JSONAPICursor.Page] = [:]
    private var budget: RetryBudget

    init(
        connection: PlatformConnection, platformID: String, remembered: [JSONAPICursor.Page]
    ) {
        self.connection = connection
        reader = RecordReader(platformID: platformID)
        budget = connection.catalogueBudget()
        for page in remembered { self.remembered[page.address] = page }
    }

    mutating func forget() { remembered = [:] }

    mutating func run(
        from first: HTTPAddress, deliver: (CataloguePage) async throws -> Void
    ) async throws(PlatformFailure) -> Result {
        var pages: [JSONAPICursor.Page] = []
        var visited: Set<String> = []
        var seen: Set<String> = []
        var address: HTTPAddress? = first
        var cameFromMemory = false
        while let current = address {
            guard visited.insert(current.text).inserted else {
                throw .malformed("the pages lead round in a circle: \(current.target)")
            }
            guard visited.count <= JSONAPIAdapter.pagesMax else {
                throw .malformed("more than \(JSONAPIAdapter.pagesMax) pages")
            }
            let known = remembered[current.text]
            let answer = try await ask(current, known)
            let page: CataloguePage
            let memory: JSONAPICursor.Page
            switch answer.status {
            case 304:
                guard let known else { throw .malformed("304 without a condition") }
                (page, memory) = (Self.page(of: known, seen: &seen), known)
            case 200:
                let document = try JSONAPIDocument(answer.body)
                page = reader.page(of: document.records(page: visited.count), seen: &seen)
                memory = try Self.memory(of: page, document, answer, at: current)
            default:
                if cameFromMemory { return .memoryStale }
                if pages.isEmpty, let max = Self.pageSizeMax(answer) {
                    return .pageTooLarge(max: max)
                }
                throw .malformed("\(current.target): \(AnswerWords.read(answer))")
            }
            try await delivery.hand(page, to: deliver)
            pages.append(memory)
            cameFromMemory = answer.status == 304
            address = memory.next.flatMap(HTTPAddress.init)
        }
        return .end(pages)
    }

    private mutating func ask(
        _ address: HTTPAddress, _ known: JSONAPICursor.Page?
    ) async throws(PlatformFailure) -> HTTPAnswer {
        let call = PlatformConnection.Call(
            method: "GET", address: address,
            headers: [(name: "Accept", value: JSONAPIAdapter.mediaType)]
                + (known?.validators.headers ?? []))
        let answer = try await connection.send(call, budget: &budget)
        delivery.count(answer)
        return answer
    }

    private static func memory(
        of page: CataloguePage, _ document: JSONAPIDocument, _ answer: HTTPAnswer,
        at address: HTTPAddress
    ) throws(PlatformFailure) -> JSONAPICursor.Page {
        var next: String?
        if let reference = document.next {
            guard let resolved = address.page(reference)
            else { throw .malformed("links.next leaves the platform: \(reference.prefix(200))") }
            next = resolved.text
        }
        return JSONAPICursor.Page(
            address: address.text, validators: Validators(answer), next: next,
            ids: page.listings.map(\.externalID),
            rejects: page.rejects.map { [$0.record, $0.reason] })
    }

    /// What a page that has not changed stands for.
    private static func page(
        of known: JSONAPICursor.Page, seen: inout Set<String>
    ) -> CataloguePage {
        var unchanged: [String] = []
        for id in known.ids where seen.insert(id).inserted { unchanged.append(id) }
        let rejects = known.rejects.compactMap { pair in
            pair.count == 2 ? RejectedRecord(record: pair[0], reason: pair[1]) : nil
        }
        return CataloguePage(unchanged: unchanged, rejects: rejects)
    }

    /// `meta.page.maxSize` of a refusal, at the top or in an error (cursor pagination profile).
    private static func pageSizeMax(_ answer: HTTPAnswer) -> Int? {
        guard answer.status == 400,
            let value = try? JSON.decode(JSONValue.self, from: answer.body)
        else { return nil }
        var places = [value]
        if case .array(let errors)? = value["errors"] { places += errors }
        for place in places {
            if let max = place["meta"]?["page"]?["maxSize"]?.wholeNumber(inText: false),
                (1...10_000).contains(max)
            {
                return Int(max)
            }
        }
        return nil
    }
}
