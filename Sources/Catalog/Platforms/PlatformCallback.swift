/// A request to `/v1/webhooks/{platform}` as it came.
public struct PlatformCallback: Sendable {
    /// Names in lower case.
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]
    public let receivedAt: Instant

    public init(
        headers: [(name: String, value: String)], body: [UInt8], receivedAt: Instant
    ) {
        self.headers = headers
        self.body = body
        self.receivedAt = receivedAt
    }

    /// The only field of that name; nil where there is none or more than one.
    /// - Parameter name: in lower case.
    public func header(_ name: String) -> String? {
        let values = headers.filter { $0.name == name }
        return values.count == 1 ? values[0].value : nil
    }
}

/// What a callback in a dialect's own form turned out to be.
public enum CallbackContent: Sendable {
    /// Authentic: to be kept and carried out.
    case events([EventDelivery])
    /// Nothing proves where it is from: the platform is to be asked about this enrolment.
    case hint(enrolmentReference: String)
}

/// Why a callback is not believed.
public struct CallbackRefusal: Error, Sendable, Equatable {
    /// For the sender: what is missing or does not fit.
    public let detail: String
    /// The callback may be sound; what would prove it cannot be had for now, so 503.
    public let isTemporary: Bool

    public init(_ detail: String, isTemporary: Bool = false) {
        self.detail = detail
        self.isTemporary = isTemporary
    }
}
