import Catalog

extension PlatformConfiguration.Dialect {
    /// Its callbacks are xAPI statements, told by who sends them; a feed behind HTTP Basic needs no
    /// token.
    public static let csvXAPI = Self(
        name: "csv-xapi", credentials: ["client_id", "client_secret"],
        proofs: ["client_id", "client_secret"])
}

/// A platform with a CSV feed (RFC 4180) behind HTTP caching (RFC 9110); what learners do there
/// it reports by xAPI statements, which is not this adapter's part.
public struct CSVXAPIAdapter: DialectAdapter {
    static let dialect = PlatformConfiguration.Dialect.csvXAPI
    /// Listings handed over at a time.
    static let listingsPerPage = 500
    static let enrolmentBytesMax = 64 << 10

    public let id: String
    let connection: PlatformConnection

    init(_ parts: AdapterParts) throws(PlatformConfigurationFault) {
        id = parts.configuration.id
        connection = try parts.tokenOrBasicConnection()
    }

    /// Reads the whole feed, or learns by a 304 that it has not changed: then nothing is handed
    /// over and the end is an empty delta.
    public func catalogue(
        since cursor: [UInt8]?, deliver: (CataloguePage) async throws -> Void
    ) async throws(PlatformFailure) -> CatalogueEnd {
        let known = cursor.flatMap { try? JSON.decode(Validators.self, from: $0) }
        var budget = connection.catalogueBudget()
        var delivery = CatalogueDelivery()
        let answer = try await connection.send(
            PlatformConnection.Call(
                method: "GET", address: connection.base.below(["feed.csv"]),
                headers: [(name: "Accept", value: "text/csv")] + (known?.headers ?? [])),
            budget: &budget)
        delivery.count(answer)
        switch answer.status {
        case 304:
            guard let known, !known.isEmpty else { throw .malformed("304 without a condition") }
            return delivery.end(isComplete: false, cursor: cursor)
        case 200: break
        default: throw .malformed("the feed: " + AnswerWords.read(answer))
        }
        var feed = try CSVFeed(answer.body)
        let reader = RecordReader(platformID: id)
        var seen: Set<String> = []
        while let (records, bad) = try feed.next(Self.listingsPerPage) {
            var page = reader.page(of: records, seen: &seen)
            page.rejects = bad + page.rejects
            try await delivery.hand(page, to: deliver)
        }
        let validators = Validators(answer)
        return delivery.end(
            isComplete: true, cursor: validators.isEmpty ? nil : JSON.encode(validators))
    }

    /// The order's id is the idempotency key: asking twice brings the first answer again.
    public func enrol(_ request: EnrolmentRequest) async throws(PlatformFailure) -> Enrolment {
        let answer = try await post(request)
        switch answer.status {
        case ..<300: return try readPosted(answer, of: request)
        // The first request may still be at work under this key.
        case 409: throw .conflict(AnswerWords.read(answer))
        default: throw .refused(AnswerWords.read(answer))
        }
    }

    /// Without a reference (the answer that held it was lost) the dialect has no way to ask but
    /// to send the same request under the same key again: it brings the enrolment that exists,
    /// or makes the one that was ordered. A refusal means that there is none.
    public func enrolment(
        of request: EnrolmentRequest, reference: String?
    ) async throws(PlatformFailure) -> Enrolment? {
        guard let reference else {
            let answer = try await post(request)
            if answer.status < 300 { return try readPosted(answer, of: request) }
            if answer.status == 409 { throw .conflict(AnswerWords.read(answer)) }
            return nil
        }
        return try await lookUp(request, reference: reference).enrolment
    }

    private func lookUp(
        _ request: EnrolmentRequest, reference: String
    ) async throws(PlatformFailure) -> (enrolment: Enrolment?, source: [UInt8]) {
        let answer = try await send("GET", try address(of: reference))
        switch answer.status {
        case 200: return (try read(answer, of: request), answer.body)
        case 404, 410: return (nil, answer.body)
        default: throw .malformed("look-up: " + AnswerWords.read(answer))
        }
    }

    public var canReport: Bool { true }

    /// The enrolment's status tells a completion whose statement was lost.
    public func report(
        on request: EnrolmentRequest, reference: String
    ) async throws(PlatformFailure) -> EnrolmentReport {
        let (enrolment, source) = try await lookUp(request, reference: reference)
        return EnrolmentReport(
            enrolment, order: request.orderID, source: source, now: connection.clock.now())
    }

    public func cancel(
        _ request: EnrolmentRequest, reference: String
    ) async throws(PlatformFailure) {
        let answer = try await send("DELETE", try address(of: reference))
        switch answer.status {
        case 200..<300, 404, 410: return
        case 400..<500: throw .refused(AnswerWords.read(answer))
        default: throw .unknown("HTTP \(answer.status) where a cancellation was due")
        }
    }

    private func address(of reference: String) throws(PlatformFailure) -> HTTPAddress {
        guard EnrolmentReference.isSound(reference) else {
            throw .malformed("not an enrolment's id: \(reference.prefix(80))")
        }
        return connection.base.below(["enrolments", reference])
    }

    /// - Returns: 2xx or 4xx; anything else means that we do not know.
    private func post(_ request: EnrolmentRequest) async throws(PlatformFailure) -> HTTPAnswer {
        var members = [
            "course_id": request.externalCourseID, "order_id": request.orderID.value,
            "learner_id": request.learnerID.value,
        ]
        members["schedule_code"] = request.scheduleCode
        let answer = try await send(
            "POST", connection.base.below(["enrolments"]), body: JSON.encode(members),
            headers: [(name: "Idempotency-Key", value: request.orderID.value)])
        guard answer.status != 304 else {
            throw .unknown("HTTP \(answer.status) where an enrolment was due")
        }
        return answer
    }

    private func send(
        _ method: String, _ address: HTTPAddress, body: [UInt8]? = nil,
        headers: [(name: String, value: String)] = []
    ) async throws(PlatformFailure) -> HTTPAnswer {
        var headers = headers + [(name: "Accept", value: "application/json")]
        if body != nil { headers.append((name: "Content-Type", value: "application/json")) }
        var budget = connection.lookUpBudget()
        return try await connection.send(
            PlatformConnection.Call(
                method: method, address: address, headers: headers, body: body),
            budget: &budget)
    }

    /// An id may be a text or a number.
    private static func reference(_ id: JSONValue?) -> String? {
        if case .integer(let number)? = id { return String(number) }
        return id?.string
    }

    private func readPosted(
        _ answer: HTTPAnswer, of request: EnrolmentRequest
    ) throws(PlatformFailure) -> Enrolment {
        do throws(PlatformFailure) {
            return try read(answer, of: request)
        } catch {
            throw .unknown("enrolled, but the answer cannot be read: \(error)")
        }
    }

    private func read(
        _ answer: HTTPAnswer, of request: EnrolmentRequest
    ) throws(PlatformFailure) -> Enrolment {
        guard answer.body.count <= Self.enrolmentBytesMax,
            let value = try? JSON.decode(JSONValue.self, from: answer.body),
            let reference = Self.reference(value["id"])
        else { throw .malformed("the answer holds no enrolment") }
        return try EnrolmentReference.read(
            reference, status: value["status"], orderID: value["order_id"],
            completedAt: value["completed_at"], request)
    }
}
