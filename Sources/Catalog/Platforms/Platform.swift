/// A partner platform, spoken to in its own dialect: the seam that the adapters conform to.
///
/// Every call is bounded in time and size by the adapter. None of them may run inside a
/// transaction.
public protocol Platform: Sendable {
    var id: String { get }

    /// Reads the catalogue, or what changed since the cursor of the last applied run, and hands
    /// it over page by page. Returning normally means that the feed was read to its end.
    func catalogue(
        since cursor: [UInt8]?, deliver: (CataloguePage) async throws -> Void
    ) async throws(PlatformFailure) -> CatalogueEnd

    /// Enrols a learner. Safe to repeat with the same order: the same enrolment comes back.
    func enrol(_ request: EnrolmentRequest) async throws(PlatformFailure) -> Enrolment

    /// The enrolment of an order, or nil where the platform knows none.
    func enrolment(of request: EnrolmentRequest, reference: String?)
        async throws(PlatformFailure) -> Enrolment?

    /// Cancels; an enrolment that is already gone counts as cancelled.
    func cancel(_ request: EnrolmentRequest, reference: String) async throws(PlatformFailure)

    /// Whether ``report(on:reference:)`` can tell a completion whose callback was lost.
    var canReport: Bool { get }

    /// What the platform says, when it is asked, of a learner's progress.
    func report(
        on request: EnrolmentRequest, reference: String
    ) async throws(PlatformFailure) -> EnrolmentReport

    /// Whether callbacks come in a form of the dialect's own; others come in the house shape
    /// under Standard Webhooks.
    var hasOwnCallbacks: Bool { get }

    /// Reads a callback in the dialect's own form, and proves where it is from.
    func read(_ callback: PlatformCallback) async throws(CallbackRefusal) -> CallbackContent
}

/// One page of a platform's catalogue.
public struct CataloguePage: Sendable {
    public var listings: [Listing]
    /// External ids that are still listed and have not changed since the cursor.
    public var unchanged: [String]
    /// External ids that the source says are gone.
    public var removed: [String]
    public var rejects: [RejectedRecord]
    /// Words outside a vocabulary, by field: the field stays empty, the record is taken.
    public var unknownWords: [RejectedRecord]

    public init(
        listings: [Listing] = [], unchanged: [String] = [], removed: [String] = [],
        rejects: [RejectedRecord] = [], unknownWords: [RejectedRecord] = []
    ) {
        self.listings = listings
        self.unchanged = unchanged
        self.removed = removed
        self.rejects = rejects
        self.unknownWords = unknownWords
    }
}

/// A record that could not be taken, and why in words.
public struct RejectedRecord: Sendable, Equatable {
    /// The record's own id, or its place in the feed (`line 17`) where it has none.
    public let record: String
    public let reason: String

    public init(record: String, reason: String) {
        self.record = record
        self.reason = reason
    }
}

/// How a catalogue run ended.
public struct CatalogueEnd: Sendable {
    /// What came was the whole catalogue: a course that was in neither `listings` nor `unchanged`
    /// is no longer listed. False for a delta.
    public var isComplete: Bool
    /// Opaque to everyone but the adapter; given back at the next run, once this one is applied.
    public var cursor: [UInt8]?
    public var requests: Int
    /// Bytes received, after decompression.
    public var bytes: Int

    public init(isComplete: Bool, cursor: [UInt8]?, requests: Int, bytes: Int) {
        self.isComplete = isComplete
        self.cursor = cursor
        self.requests = requests
        self.bytes = bytes
    }
}

/// What a platform needs to enrol a learner.
public struct EnrolmentRequest: Sendable {
    public let orderID: Identifier<Order>
    public let externalCourseID: String
    public let scheduleCode: String?
    public let learnerID: Identifier<Participant>
    /// As it shall stand on a certificate; for platforms that keep people of their own.
    public let learnerName: String
    /// ``Listing/enrolmentKey`` of the course.
    public let enrolmentKey: String?

    public init(
        orderID: Identifier<Order>, externalCourseID: String, scheduleCode: String?,
        learnerID: Identifier<Participant>, learnerName: String = "", enrolmentKey: String? = nil
    ) {
        self.orderID = orderID
        self.externalCourseID = externalCourseID
        self.scheduleCode = scheduleCode
        self.learnerID = learnerID
        self.learnerName = learnerName
        self.enrolmentKey = enrolmentKey
    }
}

/// An enrolment as the platform reports it.
public struct Enrolment: Sendable, Equatable {
    public enum State: String, Sendable {
        /// Accepted, but the platform has not made up its mind.
        case pending
        case active
        case completed
        case cancelled
    }

    /// The platform's id of it, unique on that platform.
    public let reference: String
    public let state: State
    /// When the course was completed, where the platform says it.
    public let completedAt: Instant?

    public init(reference: String, state: State, completedAt: Instant? = nil) {
        self.reference = reference
        self.state = state
        self.completedAt = completedAt
    }
}

/// Why a call to a platform brought no answer that we can use.
public enum PlatformFailure: Error, Sendable, Equatable {
    /// The platform understood and said no; repeating brings the same. Its own words.
    case refused(String)
    /// This request did nothing, for something is in its place: perhaps an earlier request of ours
    /// that is still at work (409). Its own words.
    case conflict(String)
    /// Not reached, or an answer that says "later"; nothing was done. Seconds to wait, if told.
    case unavailable(String, retryAfterSeconds: Int?)
    /// The request may or may not have been carried out: look it up before anything else.
    case unknown(String)
    /// Our credentials are not accepted: no retry helps until they are mended.
    case unauthorized(String)
    /// The answer breaks the dialect or a limit.
    case malformed(String)
}
