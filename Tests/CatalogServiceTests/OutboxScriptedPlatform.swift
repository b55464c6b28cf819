import Catalog
import Synchronization

/// A platform whose answers to enrolling, looking up, cancelling and asking a test writes down.
/// Each list is gone through once; its last answer is given again and again.
final class OutboxScriptedPlatform: Platform {
    struct Script: Sendable {
        var enrols: [Result<Enrolment, PlatformFailure>] = []
        var lookUps: [Result<Enrolment?, PlatformFailure>] = [.success(nil)]
        var cancels: [PlatformFailure?] = [nil]
        var reports: [Result<EnrolmentReport, PlatformFailure>] = []
        /// What becomes of a callback in a form of the dialect's own.
        var callbacks: [Result<CallbackContent, CallbackRefusal>] = []
        /// Happens while the platform is asked to enrol, each time.
        var meanwhile: @Sendable () async -> Void = {}
    }

    let id = "bukalapak"
    private let script: Mutex<Script>
    private let made = Mutex<[String]>([])

    init(_ script: Script) {
        self.script = Mutex(script)
    }

    /// The calls that came, in words.
    var calls: [String] { made.withLock { $0 } }

    func catalogue(
        since cursor: [UInt8]?, deliver: (CataloguePage) async throws -> Void
    ) async throws(PlatformFailure) -> CatalogueEnd {
        throw .refused("no catalogue here")
    }

    func enrol(_ request: EnrolmentRequest) async throws(PlatformFailure) -> Enrolment {
        made.withLock { $0.append("enrol") }
        let meanwhile = script.withLock { $0.meanwhile }
        await meanwhile()
        return try script.withLock { Self.next(&$0.enrols) }.get()
    }

    func enrolment(
        of request: EnrolmentRequest, reference: String?
    ) async throws(PlatformFailure) -> Enrolment? {
        made.withLock { $0.append("look up") }
        return try script.withLock { Self.next(&$0.lookUps) }.get()
    }

    func cancel(_ request: EnrolmentRequest, reference: String) async throws(PlatformFailure) {
        made.withLock { $0.append("cancel \(reference)") }
        if let failure = script.withLock({ Self.next(&$0.cancels) }) { throw failure }
    }

    var canReport: Bool { true }

    func report(
        on request: EnrolmentRequest, reference: String
    ) async throws(PlatformFailure) -> EnrolmentReport {
        made.withLock { $0.append("report \(reference)") }
        return try script.withLock { Self.next(&$0.reports) }.get()
    }

    var hasOwnCallbacks: Bool { script.withLock { !$0.callbacks.isEmpty } }

    func read(_ callback: PlatformCallback) async throws(CallbackRefusal) -> CallbackContent {
        try script.withLock { Self.next(&$0.callbacks) }.get()
    }

    private static func next<Answer>(_ answers: inout [Answer]) -> Answer {
        answers.count > 1 ? answers.removeFirst() : answers[0]
    }
}
