import Cryptography
import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("Staff: signing in and the log", .bothEngines, .namingEngine)
struct StaffSignInTests {
    private static let now = Instant(milliseconds: 1_750_000_000_000)
    private static let password = "menjaga-katalog"
    private static let hash = PasswordHash.make(password)!

    private struct World {
        let store: TestStore
        let database: any Database
        let person: Staff
        let factor = SecondFactor()

        init(state: Staff.State = .active) throws {
            store = try TestStore()
            database = try store.connect()
            person = Staff(
                id: Identifier(at: now), email: "o@example.id", name: "O", role: .operator,
                state: state)
            try StaffStore(database).insert(person, now: now)
            try StaffStore(database).setCredentials(
                person.id, passwordHash: hash, factor: factor)
        }

        func code(at instant: Instant = now) -> String {
            factor.code(step: SecondFactor.step(at: instant))
        }

        func signIn(
            email: String = "o@example.id", password: String = StaffSignInTests.password,
            code: String, at instant: Instant = now
        ) throws -> (token: String, session: Session) {
            let proof = try StaffSignIn.prove(
                password: password, code: code,
                credentials: StaffStore(database).credentials(email: email), now: instant)
            return try store.command(on: database) {
                try StaffSignIn.open(proof, in: $0, now: instant)
            }
        }
    }

    @Test("e-mail, password and code open a session of a working day, which the log tells of")
    func opens() throws {
        let world = try World()
        let (token, session) = try world.signIn(email: " O@Example.id", code: world.code())
        #expect(session.subject == .staff(world.person.id))
        #expect(session.expiresAt == Self.now + Staff.sessionLifetime)
        #expect(try SessionStore(world.database).session(token: token, now: Self.now) == session)
        let entries = try StaffLogStore(world.database).entries(limit: 10)
        #expect(entries.map(\.action) == ["session.opened"])
        #expect(entries.first?.staffName == "O")
    }

    @Test("whatever does not fit has one answer")
    func oneAnswer() throws {
        let world = try World()
        let stale = world.code(at: Self.now - .minutes(5))
        for (email, password, code) in [
            ("nobody@example.id", Self.password, world.code()),
            ("o@example.id", "another", world.code()), ("o@example.id", Self.password, stale),
            ("o@example.id", Self.password, ""), ("o@example.id", "", world.code()),
        ] {
            #expect(throws: StaffSignIn.refusal) {
                try world.signIn(email: email, password: password, code: code)
            }
        }
        let gone = try World(state: .disabled)
        #expect(throws: StaffSignIn.refusal) { try gone.signIn(code: gone.code()) }
    }

    @Test("a code opens one session, even where two are proven at once")
    func once() throws {
        let world = try World()
        let credentials = try StaffStore(world.database).credentials(email: "o@example.id")
        let proof = try StaffSignIn.prove(
            password: Self.password, code: world.code(), credentials: credentials, now: Self.now)
        _ = try world.signIn(code: world.code())
        #expect(throws: StaffSignIn.refusal) {
            try StaffSignIn.open(proof, in: world.database, now: Self.now)
        }
        #expect(throws: StaffSignIn.refusal) { try world.signIn(code: world.code()) }
        let next = Self.now + Span(milliseconds: SecondFactor.stepMilliseconds)
        _ = try world.signIn(code: world.code(at: next), at: next)
    }

    @Test("a partner has a platform, and nobody else has one")
    func partners() throws {
        let world = try World()
        let store = StaffStore(world.database)
        func add(_ role: Staff.Role, _ platform: String?) throws {
            let id = Identifier<Staff>(at: Self.now)
            try store.insert(
                Staff(
                    id: id, email: "\(id)@example.id", name: "P", role: role,
                    platformID: platform), now: Self.now)
            #expect(try store.staff(id)?.platformID == platform)
        }
        try add(.partner, "bukalapak")
        try add(.auditor, nil)
        #expect(throws: DatabaseError.self) { try add(.partner, nil) }
        #expect(throws: DatabaseError.self) { try add(.curator, "bukalapak") }
        #expect(throws: Refusal.self) {
            try store.insert(
                Staff(
                    id: Identifier(at: Self.now), email: "o@example.id", name: "Q",
                    role: .auditor), now: Self.now)
        }
    }

    @Test("the log is read by person, action, subject and time, newest first, page by page")
    func log() throws {
        let world = try World()
        let log = StaffLogStore(world.database)
        let id = world.person.id
        for number in 0..<5 {
            try log.note(
                by: number == 4 ? nil : id, action: number < 2 ? "a.done" : "b.done",
                subject: "s\(number % 2)", detail: String(repeating: "x", count: 2_000),
                now: Self.now + .minutes(number))
        }
        func subjects(
            _ change: (inout StaffLogStore.Filter) -> Void = { _ in },
            before: Identifier<StaffLogEntry>? = nil, limit: Int = 10
        ) throws -> [Int64] {
            var filter = StaffLogStore.Filter()
            change(&filter)
            return try log.entries(filter, before: before, limit: limit)
                .map { ($0.at - Self.now).milliseconds / 60_000 }
        }
        #expect(try subjects() == [4, 3, 2, 1, 0])
        #expect(try subjects { $0.staffID = id } == [3, 2, 1, 0])
        #expect(try subjects { $0.action = "a.done" } == [1, 0])
        #expect(try subjects { $0.subject = "s0" } == [4, 2, 0])
        #expect(try subjects { $0.since = Self.now + .minutes(2) } == [4, 3, 2])
        #expect(try subjects { $0.until = Self.now + .minutes(2) } == [1, 0])
        let first = try log.entries(limit: 2)
        #expect(try subjects(before: first.last?.id, limit: 2) == [2, 1])
        #expect(first[0].staffID == nil && first[0].detail.count == 1_000)
    }
}
