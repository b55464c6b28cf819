import Catalog

/// Completions. An event is unsigned and tells no more than that it is worth asking; what counts
/// is the certificates API.
extension OpenEdXAdapter {
    public var canReport: Bool { true }

    public func report(
        on request: EnrolmentRequest, reference: String
    ) async throws(PlatformFailure) -> EnrolmentReport {
        let named = try read(reference)
        let answer = try await send(
            "GET",
            address(
                ["api", "certificates", "v0", "certificates", named.user, "courses", named.run],
                endsInSlash: true))
        switch answer.status {
        case 200: break
        // No certificate yet.
        case 404, 410: return EnrolmentReport(events: [], source: answer.body)
        default: throw .malformed("certificate: " + AnswerWords.read(answer))
        }
        let certificate = try OpenEdXCertificate(answer.body, of: named, base: connection.base)
        return EnrolmentReport(
            events: certificate.events(order: request.orderID, reference: named),
            source: answer.body)
    }

    public var hasOwnCallbacks: Bool { true }

    /// `{username, course_id}`, whatever stands beside it.
    public func read(
        _ callback: PlatformCallback
    ) async throws(CallbackRefusal) -> CallbackContent {
        guard let value = try? JSON.decode(JSONValue.self, from: callback.body) else {
            throw CallbackRefusal("the body is not JSON")
        }
        guard let user = value["username"]?.string, let run = value["course_id"]?.string else {
            throw CallbackRefusal("username and course_id must be given as text")
        }
        guard let named = OpenEdXReference(user + "," + run), named.user == user else {
            throw CallbackRefusal("username or course_id is not one of Open edX")
        }
        return .hint(enrolmentReference: named.text)
    }
}

/// A certificate as the API answers it: `{username, course_id, certificate_type, created_date,
/// status, is_passing, download_url, grade}`.
struct OpenEdXCertificate {
    /// Passed, and the certificate is there. One that is still being made is waited for: whoever
    /// has completed is asked about no more.
    let isEarned: Bool
    /// Where it can be seen.
    let link: HTTPAddress?
    let createdAt: Instant
    /// 0 to 100; nil where the grade is no number.
    let score: Double?

    /// - Throws: `.malformed`, also where it is somebody else's.
    init(
        _ body: [UInt8], of named: OpenEdXReference, base: HTTPAddress
    ) throws(PlatformFailure) {
        guard body.count <= OpenEdXAdapter.enrolmentBytesMax,
            let value = try? JSON.decode(JSONValue.self, from: body),
            let status = value["status"]?.string
        else { throw .malformed("the answer holds no certificate") }
        guard value["username"]?.string?.lowercased() == named.user.lowercased(),
            value["course_id"]?.string == named.run
        else { throw .malformed("the certificate is somebody else's, or for another run") }
        guard let text = value["created_date"]?.string, let created = Self.instant(text) else {
            throw .malformed("the certificate's created_date is not a time")
        }
        createdAt = created
        isEarned = status == "downloadable" && value["is_passing"]?.bool != false
        link = value["download_url"]?.string.flatMap { base.resolving($0) }
        score = Self.score(value["grade"])
    }

    func events(
        order: Identifier<Order>, reference: OpenEdXReference
    ) -> [CompletionEvent] {
        guard isEarned else { return [] }
        func event(_ kind: CompletionEvent.Kind) -> CompletionEvent {
            CompletionEvent(
                id: EnrolmentReport.eventID(of: kind, order: order), kind: kind,
                orderID: order.value, enrolmentReference: reference.text, at: createdAt,
                score: score)
        }
        guard let link, link.text.utf8.count <= WebhookEvent.urlBytesMax else {
            return [event(.completed)]
        }
        var issued = event(.certificateIssued)
        issued.certificate = CompletionEvent.IssuedCertificate(
            number: Self.number(link, reference), url: link.text, issuedAt: createdAt)
        return [event(.completed), issued]
    }

    /// The id under which Open edX shows and verifies it (`/certificates/{uuid}`); a link without
    /// one leaves what names it in the API.
    private static func number(_ link: HTTPAddress, _ reference: OpenEdXReference) -> String {
        let last = link.path.split(separator: "/").last.map(String.init) ?? ""
        let isID =
            (16...64).contains(last.utf8.count)
            && last.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
                    || byte == UInt8(ascii: "-")
            }
        return isID ? last : reference.text
    }

    /// ISO 8601; the offset may lack its colon.
    static func instant(_ text: String) -> Instant? {
        if let instant = Instant(text) { return instant }
        let zone = text.suffix(5)
        guard zone.count == 5, zone.first == "+" || zone.first == "-",
            zone.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber })
        else { return nil }
        return Instant(text.dropLast(2) + ":" + zone.suffix(2))
    }

    /// A part of 1, as text or number.
    private static func score(_ grade: JSONValue?) -> Double? {
        guard let part = grade?.number ?? grade?.string.flatMap(Double.init),
            (0...1).contains(part)
        else { return nil }
        return (part * 10_000).rounded() / 100
    }
}
