import Catalog

/// Enrolments, under an id that follows from the order: asking twice enrols once.
extension JSONAPIAdapter {
    static let enrolmentBytesMax = 64 << 10

    public func enrol(
        _ request: EnrolmentRequest
    ) async throws(PlatformFailure) -> Enrolment {
        let reference = enrolmentID(of: request)
        let answer = try await send(
            "POST", connection.base.below(["enrolments"]), body: body(request, reference))
        switch answer.status {
        case 204: return Enrolment(reference: reference, state: .active)
        case 202 where answer.body.isEmpty: return Enrolment(reference: reference, state: .pending)
        case 200, 201, 202:
            do throws(PlatformFailure) {
                return try read(answer, of: request)
            } catch {
                throw .unknown("enrolled, but the answer cannot be read: \(error)")
            }
        case 409:
            // It exists, from an earlier attempt of ours: read it and go on. Where it cannot be
            // read yet, that attempt may still be at work.
            if let enrolment = try await existing(of: request, reference: reference) {
                return enrolment
            }
            throw .conflict(AnswerWords.read(answer))
        case 400..<500: throw .refused(AnswerWords.read(answer))
        default: throw .unknown("HTTP \(answer.status) where an enrolment was due")
        }
    }

    /// An enrolment that the platform says it has; not reaching it does not mean that nothing is
    /// there.
    private func existing(
        of request: EnrolmentRequest, reference: String
    ) async throws(PlatformFailure) -> Enrolment? {
        do throws(PlatformFailure) {
            return try await enrolment(of: request, reference: reference)
        } catch .unavailable(let words, _) {
            throw .unknown(words)
        }
    }

    public func enrolment(
        of request: EnrolmentRequest, reference: String?
    ) async throws(PlatformFailure) -> Enrolment? {
        try await lookUp(request, reference: reference).enrolment
    }

    private func lookUp(
        _ request: EnrolmentRequest, reference: String?
    ) async throws(PlatformFailure) -> (enrolment: Enrolment?, source: [UInt8]) {
        let address = try address(of: reference ?? enrolmentID(of: request))
        let answer = try await send("GET", address)
        switch answer.status {
        case 200: return (try read(answer, of: request), answer.body)
        case 404, 410: return (nil, answer.body)
        default: throw .malformed("look-up: " + AnswerWords.read(answer))
        }
    }

    public var canReport: Bool { true }

    /// The enrolment's status tells a completion whose webhook was lost.
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

    func enrolmentID(of request: EnrolmentRequest) -> String {
        DerivedID.uuid(id, request.orderID.value)
    }

    private func address(of reference: String) throws(PlatformFailure) -> HTTPAddress {
        guard EnrolmentReference.isSound(reference) else {
            throw .malformed("not an enrolment's id: \(reference.prefix(80))")
        }
        return connection.base.below(["enrolments", reference])
    }

    private func send(
        _ method: String, _ address: HTTPAddress, body: [UInt8]? = nil
    ) async throws(PlatformFailure) -> HTTPAnswer {
        var headers = [(name: "Accept", value: Self.mediaType)]
        if body != nil { headers.append((name: "Content-Type", value: Self.mediaType)) }
        var budget = connection.lookUpBudget()
        return try await connection.send(
            PlatformConnection.Call(
                method: method, address: address, headers: headers, body: body),
            budget: &budget)
    }

    private func body(_ request: EnrolmentRequest, _ reference: String) -> [UInt8] {
        struct Linkage: Encodable {
            let type: String
            let id: String
        }
        struct Resource: Encodable {
            let type = "enrolments"
            let id: String
            let attributes: [String: String]
            let relationships: [String: [String: Linkage]]
        }
        var attributes = [
            "order_id": request.orderID.value, "learner_id": request.learnerID.value,
        ]
        attributes["schedule_code"] = request.scheduleCode
        let course = Linkage(type: "courses", id: request.externalCourseID)
        let resource = Resource(
            id: reference, attributes: attributes,
            relationships: ["course": ["data": course]])
        return JSON.encode(["data": resource])
    }

    private func read(
        _ answer: HTTPAnswer, of request: EnrolmentRequest
    ) throws(PlatformFailure) -> Enrolment {
        guard answer.body.count <= Self.enrolmentBytesMax,
            let value = try? JSON.decode(JSONValue.self, from: answer.body),
            let data = value["data"], data["type"] == .string("enrolments"),
            case .string(let reference)? = data["id"]
        else { throw .malformed("the answer holds no enrolment") }
        return try EnrolmentReference.read(
            reference, status: data["attributes"]?["status"],
            orderID: data["attributes"]?["order_id"],
            completedAt: data["attributes"]?["completed_at"], request)
    }
}
