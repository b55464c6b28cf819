import Catalog

/// Enrolments; the order's id is the client's reference, so that asking twice enrols once.
extension GraphQLAdapter {
    public func enrol(_ request: EnrolmentRequest) async throws(PlatformFailure) -> Enrolment {
        var learner: [String: JSONValue] = ["id": .string(request.learnerID.value)]
        if !request.learnerName.isEmpty { learner["name"] = .string(request.learnerName) }
        var input: [String: JSONValue] = [
            "courseId": .string(request.externalCourseID),
            "clientReference": .string(request.orderID.value), "learner": .object(learner),
        ]
        input["scheduleCode"] = request.scheduleCode.map(JSONValue.string)
        let payload = try await mutate(.create, "enrolmentCreate", input)
        if let value = payload.enrolment {
            do throws(PlatformFailure) {
                return try Self.read(value, of: request)
            } catch {
                throw .unknown("enrolled, but the answer cannot be read: \(error)")
            }
        }
        guard let fault = payload.faults.first else {
            throw .unknown("the answer holds neither an enrolment nor a reason")
        }
        switch fault.code {
        case "CONFLICT", "IN_PROGRESS", "DUPLICATE", "ALREADY_EXISTS", "ALREADY_ENROLLED":
            throw .conflict(payload.words)
        case "THROTTLED", "RATE_LIMITED", "TOO_MANY_REQUESTS", "SERVICE_UNAVAILABLE":
            throw .unavailable(payload.words, retryAfterSeconds: nil)
        default: throw .refused(payload.words)
        }
    }

    public func enrolment(
        of request: EnrolmentRequest, reference: String?
    ) async throws(PlatformFailure) -> Enrolment? {
        try await look(for: request, reference: reference)?.enrolment
    }

    public func cancel(
        _ request: EnrolmentRequest, reference: String
    ) async throws(PlatformFailure) {
        let payload = try await mutate(
            .cancel, "enrolmentCancel", ["enrolmentId": .string(try Self.checked(reference))])
        if payload.faults.isEmpty {
            guard let value = payload.enrolment else { return }
            let state = try Self.read(value, of: request).state
            guard state == .cancelled else { throw .unknown("still \(state) after cancelling") }
            return
        }
        // It may be gone already, and every platform has a code of its own for that.
        let found = try await look(for: request, reference: reference)
        guard found == nil || found?.enrolment.state == .cancelled else {
            throw .refused(payload.words)
        }
    }

    public var canReport: Bool { true }

    /// The schema tells that a course was completed, but not when: that is then the time of the
    /// question.
    public func report(
        on request: EnrolmentRequest, reference: String
    ) async throws(PlatformFailure) -> EnrolmentReport {
        let found = try await look(for: request, reference: reference)
        return EnrolmentReport(
            found?.enrolment, order: request.orderID, source: found?.source ?? [],
            now: connection.clock.now())
    }

    // MARK: - Calls

    private struct Payload {
        let enrolment: JSONValue?
        let faults: [(code: String, message: String)]

        var words: String {
            String(faults.map(\.message).joined(separator: "; ").prefix(AnswerWords.charactersMax))
        }
    }

    private func mutate(
        _ operation: GraphQLOperation, _ field: String, _ input: [String: JSONValue]
    ) async throws(PlatformFailure) -> Payload {
        var budget = connection.lookUpBudget()
        let (reply, _) = try await endpoint.send(
            operation, ["input": .object(input)], isRead: false, budget: &budget)
        guard reply.faults.isEmpty else {
            // Without the member `data`, nothing was begun; with it, anything may have been done.
            guard reply.data == nil else { throw .unknown(reply.words) }
            throw reply.refusal ?? .refused(reply.words)
        }
        guard case .object(let payload)? = reply.data?[field] else {
            throw .unknown("the answer has no \(field)")
        }
        var faults: [(code: String, message: String)] = []
        switch payload["errors"] {
        case nil, .null?: break
        case .array(let errors)?:
            for error in errors.prefix(5) {
                let code = error["code"]?.string ?? ""
                let message = TextRules.line(error["message"]?.string ?? code)
                faults.append((code.uppercased(), message.isEmpty ? "refused" : message))
            }
        default: throw .unknown("\(field).errors is not a list")
        }
        let enrolment = payload["enrolment"]
        return Payload(enrolment: enrolment == .null ? nil : enrolment, faults: faults)
    }

    private func look(
        for request: EnrolmentRequest, reference: String?
    ) async throws(PlatformFailure) -> (enrolment: Enrolment, source: [UInt8])? {
        var variables: [String: JSONValue] = [:]
        if let reference {
            variables["id"] = .string(try Self.checked(reference))
        } else {
            variables["clientReference"] = .string(request.orderID.value)
        }
        var budget = connection.lookUpBudget()
        let (reply, _) = try await endpoint.send(
            .enrolment, variables, isRead: true, budget: &budget)
        if !reply.faults.isEmpty {
            if reply.faults.allSatisfy({ $0.code == "NOT_FOUND" }) { return nil }
            if let refusal = reply.refusal { throw refusal }
            guard reply.data == nil else {
                throw .unavailable(reply.words, retryAfterSeconds: nil)
            }
            throw .malformed("look-up: " + reply.words)
        }
        switch reply.data?["enrolment"] {
        case nil: throw .malformed("the answer has no enrolment")
        case .null?: return nil
        case let value?: return (try Self.read(value, of: request), reply.source)
        }
    }

    private static func checked(_ reference: String) throws(PlatformFailure) -> String {
        guard EnrolmentReference.isSound(reference) else {
            throw .malformed("not an enrolment's id: \(reference.prefix(80))")
        }
        return reference
    }

    private static func read(
        _ value: JSONValue, of request: EnrolmentRequest
    ) throws(PlatformFailure) -> Enrolment {
        guard let reference = value["id"]?.string, let state = value["state"]?.string else {
            throw .malformed("the answer holds no enrolment")
        }
        return try EnrolmentReference.read(
            reference, status: .string(state.lowercased()), orderID: value["clientReference"],
            request)
    }
}
