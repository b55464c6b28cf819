import Catalog

/// Enrolments are `learningAssignments` whose key is our order's id: putting twice enrols once.
extension ODataAdapter {
    static let enrolmentBytesMax = 64 << 10

    public func enrol(_ request: EnrolmentRequest) async throws(PlatformFailure) -> Enrolment {
        let body = [
            "learningContentId": request.externalCourseID,
            "learnerUserId": request.learnerID.value,
        ]
        let answer = try await send(
            "PUT", try address(of: request.orderID.value), body: JSON.encode(body))
        switch answer.status {
        case 202 where answer.body.isEmpty:
            return Enrolment(reference: request.orderID.value, state: .pending)
        case 200..<300:
            do throws(PlatformFailure) {
                return try read(answer, of: request)
            } catch {
                throw .unknown("enrolled, but the answer cannot be read: \(error)")
            }
        case 409, 412:
            // It exists, perhaps from an earlier attempt of ours that is still at work.
            do throws(PlatformFailure) {
                if let enrolment = try await enrolment(of: request, reference: nil) {
                    return enrolment
                }
            } catch .unavailable(let words, _) {
                throw .unknown(words)
            }
            throw .conflict(AnswerWords.read(answer))
        case 400..<500: throw .refused(AnswerWords.read(answer))
        default: throw .unknown("HTTP \(answer.status) where an assignment was due")
        }
    }

    public func enrolment(
        of request: EnrolmentRequest, reference: String?
    ) async throws(PlatformFailure) -> Enrolment? {
        let answer = try await send("GET", try address(of: reference ?? request.orderID.value))
        switch answer.status {
        case 200, 204: return try read(answer, of: request)
        case 404, 410: return nil
        default: throw .malformed("look-up: " + AnswerWords.read(answer))
        }
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
        guard EnrolmentReference.isSound(reference),
            let address = ODataAddress.assignment(reference, below: connection.base)
        else { throw .malformed("not an assignment's key: \(reference.prefix(80))") }
        return address
    }

    private func send(
        _ method: String, _ address: HTTPAddress, body: [UInt8]? = nil
    ) async throws(PlatformFailure) -> HTTPAnswer {
        var headers: [(name: String, value: String)] = [
            ("Accept", "application/json"), ("OData-MaxVersion", "4.0"),
        ]
        if body != nil {
            headers += [("Content-Type", "application/json"), ("OData-Version", "4.0")]
        }
        var budget = connection.lookUpBudget()
        return try await connection.send(
            PlatformConnection.Call(
                method: method, address: address, headers: headers, body: body),
            budget: &budget)
    }

    /// An empty answer says that the assignment is as it was put.
    private func read(
        _ answer: HTTPAnswer, of request: EnrolmentRequest
    ) throws(PlatformFailure) -> Enrolment {
        let reference = request.orderID.value
        guard !answer.body.isEmpty else { return Enrolment(reference: reference, state: .active) }
        guard answer.body.count <= Self.enrolmentBytesMax,
            let value = try? JSON.decode(JSONValue.self, from: answer.body),
            case .object(let members) = value
        else { throw .malformed("the answer holds no assignment") }
        if let course = members["learningContentId"], course != .null,
            course != .string(request.externalCourseID)
        {
            throw .malformed("the assignment is to another course")
        }
        switch members["status"] {
        case .string("completed")?: return Enrolment(reference: reference, state: .completed)
        case .string("cancelled")?: return Enrolment(reference: reference, state: .cancelled)
        case .string("pending")?: return Enrolment(reference: reference, state: .pending)
        // Not started, in progress, and what a later version may call it.
        case .string?, .null?, nil: return Enrolment(reference: reference, state: .active)
        default: throw .malformed("the assignment's status is not text")
        }
    }
}
