import Catalog
import Synchronization

@testable import PlatformAdapters

/// One adapter against one scripted server, on a clock that stands still but for the waits.
final class Bench: Sendable {
    let clock: ManualClock
    let server: ScriptedServer
    let platform: any Platform
    private let waits: SharedWaits

    /// The waits that the adapter asked for; none of them took real time.
    var waited: [Span] { waits.all }

    /// - Parameter script: everything but the token endpoint, which gives `token-1`, `token-2`….
    init(
        _ dialect: PlatformConfiguration.Dialect, tokens: Bool = true,
        limits: HTTPLimits = HTTPLimits(), syncSpanMax: Span = .minutes(10),
        customFields: [String: String] = [:],
        _ script: @escaping @Sendable (ScriptedServer.Request) -> [ScriptedServer.Step]
    ) throws {
        let clock = ManualClock(Instant(milliseconds: 1_767_225_600_000))
        let waits = SharedWaits()
        server = ScriptedServer { request in
            switch request.target {
            case "/oauth/token": .token("token-\(request.earlier + 1)")
            case "/api/oauth2/access_token":
                .token("token-\(request.earlier + 1)", type: "JWT")
            default: script(request)
            }
        }
        var credentials = [
            "client_id": "catalogd", "client_secret": "s3cret", "token": "ws-0123456789",
        ]
        if dialect == .oaipmhLTI {
            credentials["deployment_id"] = "1"
            for key in ["launch_url", "login_url", "tool_jwks_url"] {
                credentials[key] = server.base + "/lti"
            }
        }
        credentials["jwks_url"] = server.base + "/keys"
        if tokens { credentials["token_url"] = server.base + "/oauth/token" }
        let configuration = PlatformConfiguration(
            id: "bukalapak", name: "Bukalapak", dialect: dialect, baseURL: server.base + "/api",
            credentials: credentials, webhookSecret: nil, publish: .automatic, enabled: true,
            customFields: customFields)
        platform = try PlatformAdapters.make(
            configuration,
            tools: AdapterTools(
                client: HTTPClient(workersMax: 4), clock: clock.clock,
                pause: Pause { span in
                    waits.add(span)
                    clock.advance(by: span)
                }, limits: limits, syncSpanMax: syncSpanMax))
        self.clock = clock
        self.waits = waits
    }

    /// Reads the catalogue and gathers the pages.
    func read(since cursor: [UInt8]? = nil) async throws(PlatformFailure) -> Harvest {
        let pages = Mutex<[CataloguePage]>([])
        let end = try await platform.catalogue(since: cursor) { page in
            pages.withLock { $0.append(page) }
        }
        return Harvest(pages: pages.withLock { $0 }, end: end)
    }

    /// How the reading fails; nil when it does not.
    func failure(since cursor: [UInt8]? = nil) async -> PlatformFailure? {
        do throws(PlatformFailure) {
            _ = try await read(since: cursor)
            return nil
        } catch {
            return error
        }
    }

    let request = EnrolmentRequest(
        orderID: Identifier<Order>(stored: "ord_01jz0000000000000000000000"),
        externalCourseID: "C-1", scheduleCode: "S-1",
        learnerID: Identifier<Participant>(stored: "ptc_01jz0000000000000000000000"))

    /// The same learner and order, with what openedx and moodle go by.
    func request(
        course: String = "C-1", schedule: String? = nil, key: String? = nil,
        name: String = "Siti Aminah"
    ) -> EnrolmentRequest {
        EnrolmentRequest(
            orderID: request.orderID, externalCourseID: course, scheduleCode: schedule,
            learnerID: request.learnerID, learnerName: name, enrolmentKey: key)
    }

    func enrolFailure(_ request: EnrolmentRequest? = nil) async -> PlatformFailure? {
        do throws(PlatformFailure) {
            _ = try await platform.enrol(request ?? self.request)
            return nil
        } catch {
            return error
        }
    }
}

/// What a catalogue run brought.
struct Harvest {
    let pages: [CataloguePage]
    let end: CatalogueEnd

    var listings: [Listing] { pages.flatMap(\.listings) }
    var ids: [String] { listings.map(\.externalID) }
    var unchanged: [String] { pages.flatMap(\.unchanged) }
    var rejects: [RejectedRecord] { pages.flatMap(\.rejects) }
    var unknownWords: [RejectedRecord] { pages.flatMap(\.unknownWords) }
}

/// A list that a pause can write to.
final class SharedWaits: Sendable {
    private let spans = Mutex<[Span]>([])
    var all: [Span] { spans.withLock { $0 } }
    func add(_ span: Span) { spans.withLock { $0.append(span) } }
}
