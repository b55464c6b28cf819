import Catalog

/// Enrolments. A user and a run have one enrolment at most, so asking twice enrols once.
extension OpenEdXAdapter {
    static let enrolmentBytesMax = 64 << 10

    /// The name under which the platform knows a participant: the same each time.
    static func userName(of learner: Identifier<Participant>) -> String {
        learner.value.lowercased()
    }

    public func enrol(_ request: EnrolmentRequest) async throws(PlatformFailure) -> Enrolment {
        let seat = try seat(of: request)
        let reference = OpenEdXReference(user: Self.userName(of: request.learnerID), run: seat.run)
        let answer = try await post(reference, mode: seat.mode, isActive: true)
        switch answer.status {
        case 200..<300: break
        case 409: throw .conflict(AnswerWords.read(answer))
        case 400..<500: throw .refused(AnswerWords.read(answer))
        default: throw .unknown("HTTP \(answer.status) where an enrolment was due")
        }
        let enrolled: OpenEdXEnrolment?
        do throws(PlatformFailure) {
            enrolled = try OpenEdXEnrolment.read(answer, of: reference)
        } catch {
            throw .unknown("enrolled, but the answer cannot be read: \(error.words)")
        }
        guard let enrolled, enrolled.isActive else {
            throw .unknown("the answer does not say that the enrolment is active")
        }
        // Without the right to change it, an enrolment of another mode is answered as it was.
        guard enrolled.mode == seat.mode else {
            throw .refused("the learner has the mode \(enrolled.mode), not \(seat.mode)")
        }
        return Enrolment(reference: reference.text, state: .active)
    }

    /// Without a reference, only an active enrolment of the mode that was ordered counts: one that
    /// was cancelled, or an auditor's, belongs to something earlier.
    public func enrolment(
        of request: EnrolmentRequest, reference: String?
    ) async throws(PlatformFailure) -> Enrolment? {
        if let reference {
            let named = try read(reference)
            return try await lookUp(named).map {
                Enrolment(reference: reference, state: $0.isActive ? .active : .cancelled)
            }
        }
        let seat = try seat(of: request)
        let named = OpenEdXReference(user: Self.userName(of: request.learnerID), run: seat.run)
        guard let enrolled = try await lookUp(named), enrolled.isActive,
            enrolled.mode == seat.mode
        else { return nil }
        return Enrolment(reference: named.text, state: .active)
    }

    /// The mode has to be the enrolment's own, for the platform refuses another. It is the course's
    /// unless that is sold by another run or seat meanwhile; then it is asked for.
    public func cancel(
        _ request: EnrolmentRequest, reference: String
    ) async throws(PlatformFailure) {
        let named = try read(reference)
        let seat = request.enrolmentKey.flatMap(OpenEdXSeat.init)
        if let seat, seat.run == named.run {
            let answer = try await post(named, mode: seat.mode, isActive: false)
            guard (400..<500).contains(answer.status) else { return try judge(answer, named) }
            guard let enrolled = try await lookUp(named), enrolled.isActive else { return }
            guard enrolled.mode != seat.mode else { return try judge(answer, named) }
            return try judge(try await post(named, mode: enrolled.mode, isActive: false), named)
        }
        guard let enrolled = try await lookUp(named), enrolled.isActive else { return }
        try judge(try await post(named, mode: enrolled.mode, isActive: false), named)
    }

    /// What the answer to a cancellation means.
    private func judge(
        _ answer: HTTPAnswer, _ named: OpenEdXReference
    ) throws(PlatformFailure) {
        switch answer.status {
        case 200..<300:
            // One that cannot be read says nothing else; a clear no is a no.
            let left = try? OpenEdXEnrolment.read(answer, of: named)
            if left?.isActive == true { throw .refused("the enrolment is still active") }
        case 400..<500: throw .refused(AnswerWords.read(answer))
        default: throw .unknown("HTTP \(answer.status) where a cancellation was due")
        }
    }

    /// A live run is booked by its schedule, whatever run is sold meanwhile.
    private func seat(
        of request: EnrolmentRequest
    ) throws(PlatformFailure) -> OpenEdXSeat {
        guard let seat = request.enrolmentKey.flatMap(OpenEdXSeat.init) else {
            throw .refused("no run of the course is known to enrol in")
        }
        guard let booked = request.scheduleCode, OpenEdXSeat.isRunKey(booked) else { return seat }
        return OpenEdXSeat(run: booked, mode: seat.mode)
    }

    func read(_ reference: String) throws(PlatformFailure) -> OpenEdXReference {
        guard let named = OpenEdXReference(reference) else {
            throw .malformed("not a user and a run: \(reference.prefix(80))")
        }
        return named
    }

    private func lookUp(
        _ named: OpenEdXReference
    ) async throws(PlatformFailure) -> OpenEdXEnrolment? {
        let answer = try await send(
            "GET", address(["api", "enrollment", "v1", "enrollment", named.text]))
        switch answer.status {
        case 200: return try OpenEdXEnrolment.read(answer, of: named)
        case 204, 404, 410: return nil
        default: throw .malformed("look-up: " + AnswerWords.read(answer))
        }
    }

    private func post(
        _ named: OpenEdXReference, mode: String, isActive: Bool
    ) async throws(PlatformFailure) -> HTTPAnswer {
        let body: JSONValue = [
            "user": .string(named.user), "mode": .string(mode), "is_active": .bool(isActive),
            "course_details": ["course_id": .string(named.run)],
        ]
        return try await send(
            "POST", address(["api", "enrollment", "v1", "enrollment"]), body: JSON.encode(body))
    }

    func send(
        _ method: String, _ address: HTTPAddress, body: [UInt8]? = nil
    ) async throws(PlatformFailure) -> HTTPAnswer {
        var headers = [(name: "Accept", value: "application/json")]
        if body != nil { headers.append((name: "Content-Type", value: "application/json")) }
        var budget = connection.lookUpBudget()
        return try await connection.send(
            PlatformConnection.Call(
                method: method, address: address, headers: headers, body: body),
            budget: &budget)
    }
}

/// An enrolment as the LMS answers it: `{created, mode, is_active, course_details, user}`.
struct OpenEdXEnrolment {
    let mode: String
    let isActive: Bool

    /// - Returns: nil for an empty body or null: the user is not enrolled.
    /// - Throws: `.malformed`, also where it is somebody else's.
    static func read(
        _ answer: HTTPAnswer, of named: OpenEdXReference
    ) throws(PlatformFailure) -> OpenEdXEnrolment? {
        guard answer.body.count <= OpenEdXAdapter.enrolmentBytesMax else {
            throw .malformed("the answer is too long for an enrolment")
        }
        let text = answer.body.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        if text.isEmpty { return nil }
        guard let value = try? JSON.decode(JSONValue.self, from: answer.body) else {
            throw .malformed("the answer is not JSON")
        }
        if value == .null || value == .string("") { return nil }
        guard let mode = value["mode"]?.string, let isActive = value["is_active"]?.bool else {
            throw .malformed("the answer holds no enrolment")
        }
        if let user = value["user"]?.string, user.lowercased() != named.user.lowercased() {
            throw .malformed("the enrolment is somebody else's")
        }
        if let run = value["course_details"]?["course_id"]?.string, run != named.run {
            throw .malformed("the enrolment is in another run")
        }
        return OpenEdXEnrolment(mode: mode, isActive: isActive)
    }
}
