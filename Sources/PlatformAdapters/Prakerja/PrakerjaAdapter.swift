import Catalog

extension PlatformConfiguration.Dialect {
    public static let prakerja = Self(
        name: "prakerja", credentials: ["client_code", "sign_key"], needsWebhookSecret: true)
}

/// A platform with the programme's static course list. It takes no enrolments: an order is
/// confirmed at once and gets a code that the provider redeems; completions come by Standard
/// Webhooks.
public struct PrakerjaAdapter: DialectAdapter {
    static let dialect = PlatformConfiguration.Dialect.prakerja
    /// Listings handed over at a time.
    static let listingsPerPage = 500

    public let id: String
    let connection: PlatformConnection

    init(_ parts: AdapterParts) throws(PlatformConfigurationFault) {
        id = parts.configuration.id
        connection = parts.connection(try parts.base(), .none)
    }

    /// Reads the whole list, or learns by a 304 that it has not changed: then nothing is handed
    /// over and the end is an empty delta.
    public func catalogue(
        since cursor: [UInt8]?, deliver: (CataloguePage) async throws -> Void
    ) async throws(PlatformFailure) -> CatalogueEnd {
        let known = cursor.flatMap { try? JSON.decode(Validators.self, from: $0) }
        var budget = connection.catalogueBudget()
        var delivery = CatalogueDelivery()
        let answer = try await connection.send(
            PlatformConnection.Call(
                method: "GET", address: connection.base.below(["courses.json"]),
                headers: [(name: "Accept", value: "application/json")] + (known?.headers ?? [])),
            budget: &budget)
        delivery.count(answer)
        switch answer.status {
        case 304:
            guard let known, !known.isEmpty else { throw .malformed("304 without a condition") }
            return delivery.end(isComplete: false, cursor: cursor)
        case 200: break
        default: throw .malformed("the course list: " + AnswerWords.read(answer))
        }
        var feed = try PrakerjaFeed(answer.body)
        let reader = RecordReader(platformID: id)
        var seen: Set<String> = []
        while true {
            let records = try feed.next(Self.listingsPerPage)
            if records.isEmpty { break }
            try await delivery.hand(reader.page(of: records, seen: &seen), to: deliver)
        }
        // What could not be had may be any course: none is taken for gone, and a 304 would only
        // say that it still cannot be had.
        if feed.isPartial { return delivery.end(isComplete: false, cursor: nil) }
        let validators = Validators(answer)
        return delivery.end(
            isComplete: true, cursor: validators.isEmpty ? nil : JSON.encode(validators))
    }

    /// Nothing is called. The order's own id is the reference, by which callbacks name it.
    public func enrol(_ request: EnrolmentRequest) async throws(PlatformFailure) -> Enrolment {
        Enrolment(reference: request.orderID.value, state: .active)
    }

    public func enrolment(
        of request: EnrolmentRequest, reference: String?
    ) async throws(PlatformFailure) -> Enrolment? {
        Enrolment(reference: request.orderID.value, state: .active)
    }

    /// Nothing is called: a code of an order that was cancelled is redeemed no more.
    public func cancel(
        _ request: EnrolmentRequest, reference: String
    ) async throws(PlatformFailure) {}
}
