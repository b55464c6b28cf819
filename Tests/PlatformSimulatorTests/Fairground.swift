import Catalog
import Foundation
import Glibc
import HTTPServer
import PlatformAdapters
import PlatformSimulator
import Synchronization

/// Eight small platforms with courses of their own, and the service that they report to.
final class Fairground: Sendable {
    static let coursesPerPlatform = 205

    let configurations: [PlatformConfiguration]
    let platforms: [any Platform]
    let service: ReceivingService
    private let simulator: PlatformSimulator
    private let directory: URL

    init(
        dialects: [PlatformConfiguration.Dialect], refused: Set<String> = [],
        pace: Pace = Pace(shortest: Span(milliseconds: 1), longest: Span(milliseconds: 20)),
        seed: URL? = nil, ids: [String]? = nil, refusals: Int = 0
    ) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("fairground-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        directory = folder
        service = try ReceivingService(refusals: refusals)
        let ports = FreePorts.take(dialects.count)
        configurations = dialects.enumerated().map { index, dialect in
            let base = "http://127.0.0.1:\(ports[index])" + (index.isMultiple(of: 3) ? "" : "/api")
            return PlatformConfiguration(
                id: ids?[index] ?? "platform\(index + 1)", name: "Platform \(index + 1)",
                dialect: dialect, baseURL: base,
                credentials: [
                    "client_id": "c\(index)", "client_secret": "s:\(index)&",
                    "token_url": base + "/oauth/token", "token": "ws&\(index)",
                    "deployment_id": "1", "launch_url": base + "/lti/launch",
                    "login_url": base + "/lti/login", "tool_jwks_url": base + "/lti/keys",
                    "jwks_url": base + "/jwks.json",
                ],
                webhookSecret: "whsec_"
                    + Data("secret of platform \(index)".utf8)
                    .base64EncodedString(), publish: .automatic, enabled: true,
                customFields: [
                    "price": "harga", "duration": "menit", "provider": "lembaga",
                    "delivery": "cara",
                ])
        }
        for configuration in configurations where seed == nil {
            try Data(Self.courses(configuration.id).utf8).write(
                to: folder.appendingPathComponent(configuration.id + ".json"))
        }
        simulator = try PlatformSimulator(
            platforms: configurations, coursesDirectory: seed ?? folder,
            callbackTarget: service.url, pace: pace, refusedCourses: refused)
        try simulator.start()
        let tools = AdapterTools(client: HTTPClient(workersMax: 8))
        platforms = try configurations.map { configuration in
            try PlatformAdapters.make(configuration, tools: tools)
        }
    }

    func stop() {
        simulator.stop()
        service.stop()
        try? FileManager.default.removeItem(at: directory)
    }

    static func order(
        _ number: Int, course: String, schedule: String? = nil, key: String? = nil
    ) -> EnrolmentRequest {
        EnrolmentRequest(
            orderID: Identifier<Order>(stored: "ord_\(number)"), externalCourseID: course,
            scheduleCode: schedule, learnerID: Identifier<Participant>(stored: "ptc_\(number)"),
            learnerName: "Siti Aminah", enrolmentKey: key)
    }

    private static func courses(_ platform: String) -> String {
        let courses = (1...coursesPerPlatform).map { number -> String in
            let schedules =
                number == 1
                ? #"{"code":"S","start_day":1,"start_time":"09:00","duration_minutes":60,"#
                    + #""seats":1,"regency":"31.74"}"# : ""
            let price = number == 2 ? "null" : String(number * 1_000)
            return #"{"id":"\#(platform)-\#(1_000 + number)","title":"Kelas \"\#(number)\", baik","#
                + #""description":"<p>Satu\nDua</p>","provider":"Lembaga \#(number % 7)","#
                + #""category":"Ragam","price":\#(price),"currency":"IDR","delivery":"webinar","#
                + #""level":null,"language":"id","duration_minutes":90,"skills":["a","b"],"#
                + #""practical":true,"url":"https://x.example/\#(number)","#
                + #""image_url":"https://x.example/\#(number).jpg","#
                + #""updated_at":"2026-01-02T03:04:05Z","schedules":[\#(schedules)]}"#
        }
        return "[" + courses.joined(separator: ",") + "]"
    }
}

/// Ports that nothing listened on a moment ago, below those that the system hands to clients.
enum FreePorts {
    private static let range = 20_000..<32_000
    private static let next = Mutex(Int.random(in: range))

    /// Each is handed out once, so that suites beside one another do not meet.
    static func take(_ count: Int) -> [Int] {
        next.withLock { next in
            var ports: [Int] = []
            for _ in range where ports.count < count {
                next = next + 1 < range.upperBound ? next + 1 : range.lowerBound
                if isFree(next) { ports.append(next) }
            }
            precondition(ports.count == count, "no port is free")
            return ports
        }
    }

    private static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = UInt16(port).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        // The pointers live for the call; sockaddr_in is one of sockaddr's forms.
        return unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, size) == 0
            }
        }
    }
}

extension PlatformConfiguration.Dialect {
    /// Those whose enrolments are resources that are posted, looked up and deleted.
    static let restful: [Self] = [.jsonapi, .csvXAPI]
}
