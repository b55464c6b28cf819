import Cryptography
import Foundation
import HTTPServer
import SQL
import TestKit

@testable import Catalog
@testable import CatalogService

/// A service without a network, a participant, and one person of the staff for each role: the
/// partner's platform is bukalapak. All have a session.
final class StaffStage: Sendable {
    static let password = "menjaga-katalog"
    /// Made once: a hash takes tens of milliseconds.
    static let passwordHash = PasswordHash.make(password)!

    let clock = ManualClock(Instant(milliseconds: 1_750_000_000_000))
    let service: Service
    let factor = SecondFactor()
    let participant: String
    let people: [Staff.Role: Staff]
    let tokens: [Staff.Role: String]
    private let router: Router
    private let store: TestStore

    init() async throws {
        store = try TestStore()
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        var configuration = Configuration()
        configuration.store = store.address.map { .postgresql($0) } ?? .sqlite(path: store.path)
        configuration.seedDirectory = root.appendingPathComponent("catalog-seed").path
        configuration.platformsFile =
            root.appendingPathComponent("catalog-seed/platforms.json").path
        service = try Service(
            configuration, clock: clock.clock, log: Log(level: .error, write: { _ in }))
        router = Routes.all(service.context)
        let (now, factor) = (clock.now, factor)
        (participant, people, tokens) = try await service.context.commands.run { database in
            let person = Identifier<Participant>(at: now)
            try ParticipantStore(database).insert(
                Participant(
                    id: person, email: "orang@example.id", name: "Orang", nik: "3174051203880001",
                    phone: nil, regency: "31.74", createdAt: now), passwordHash: nil)
            var people: [Staff.Role: Staff] = [:]
            var tokens: [Staff.Role: String] = [:]
            let sessions = SessionStore(database)
            for role in Staff.Role.allCases {
                let staff = Staff(
                    id: Identifier(at: now), email: "\(role.rawValue)@example.id",
                    name: role.rawValue, role: role,
                    platformID: role == .partner ? "bukalapak" : nil)
                try StaffStore(database).insert(staff, now: now)
                try StaffStore(database).setCredentials(
                    staff.id, passwordHash: Self.passwordHash, factor: factor)
                people[role] = staff
                tokens[role] = try sessions.issue(to: .staff(staff.id), now: now).token
            }
            let token = try sessions.issue(to: .participant(person), now: now).token
            return (token, people, tokens)
        }
    }

    deinit { service.close() }

    var code: String { factor.code(step: SecondFactor.step(at: clock.now)) }

    /// Sends a request as the server would hand it over.
    /// - Parameter body: JSON, or a form where `headers` say so.
    func send(
        _ method: String, _ path: String, token: String? = nil, body: String = "",
        headers: [(name: String, value: String)] = []
    ) async throws -> HTTPResponse {
        var fields = headers
        if let token { fields.append(("Authorization", "Bearer \(token)")) }
        if !headers.contains(where: { $0.name == "Content-Type" }), !body.isEmpty {
            fields.append(("Content-Type", "application/json"))
        }
        let parts = path.split(separator: "?", maxSplits: 1)
        let query = parts.count < 2 ? [] : parts[1].split(separator: "&").map(Self.parameter)
        let request = HTTPRequest(
            method: method, path: String(parts[0]), query: query, headers: fields,
            body: Array(body.utf8))
        do {
            switch try router.route(request) {
            case .now(let response): return response
            case .prepared: preconditionFailure("nothing of the staff's is prepared")
            case .later(let work):
                return await withCheckedContinuation { continuation in
                    work(Responder { make in continuation.resume(returning: make()) })
                }
            }
        } catch {
            return service.context.problem(error, for: request)
        }
    }

    private static func parameter(_ text: Substring) -> (name: String, value: String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        return (parts[0], parts.count > 1 ? FormBody.decoded(parts[1]) ?? "" : "")
    }

    /// The JSON object of an answer.
    static func object(_ response: HTTPResponse) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any] ?? [:]
    }
}
