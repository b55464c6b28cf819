import Cryptography
import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("Staff: people and roles", .bothEngines, .namingEngine)
struct StaffPeopleTests {
    private static let now = Instant(milliseconds: 1_750_000_000_000)

    private struct World {
        let store: TestStore
        let database: any Database
        let boss: Staff

        init() throws {
            store = try TestStore()
            database = try store.connect()
            boss = Staff(
                id: Identifier(at: now), email: "boss@example.id", name: "Boss", role: .operator)
            try StaffStore(database).insert(boss, now: now)
        }

        var people: StaffPeople { StaffPeople(database, now: now) }

        func person(_ role: Staff.Role) throws -> (staff: Staff, invitation: StaffInvitation) {
            let id = Identifier<Staff>(at: now)
            let staff = Staff(
                id: id, email: "\(id)@example.id", name: "P", role: role,
                platformID: role == .partner ? "bukalapak" : nil)
            return (staff, try people.add(staff, by: boss.id))
        }

        func change(
            _ staff: Staff, by actor: Staff, _ change: (inout Staff) -> Void
        ) throws -> Staff {
            try store.command(on: database) { database in
                try StaffPeople(database, now: now).change(staff.id, by: actor.id) { _ in
                } to: { known in
                    var changed = known
                    change(&changed)
                    return changed
                }.staff
            }
        }

        func code<Answer>(_ body: () throws -> Answer) -> String? {
            do {
                _ = try body()
                return nil
            } catch {
                return (error as? Refusal)?.code ?? "\(error)"
            }
        }
    }

    @Test("an invitation becomes a password and a second factor once a code confirms it")
    func invitation() throws {
        let world = try World()
        let (staff, invitation) = try world.person(.curator)
        let hash = try #require(PasswordHash.make("menjaga-katalog"))
        let stored = try world.database.row(
            "SELECT invitation_hash FROM staff WHERE id = $1", staff.id)?.blob(0)
        #expect(stored == SHA256.digest(Array(invitation.secret.utf8)))
        #expect(
            world.code { try world.people.confirm(invitation.secret, code: "000000") }
                == "invitation_refused", "nothing was set yet")
        let first = try world.people.accept(invitation.secret, passwordHash: hash)
        let second = try world.people.accept(invitation.secret, passwordHash: hash)
        #expect(first.factor != second.factor)
        #expect(try StaffStore(world.database).credentials(email: staff.email) == nil)
        let step = SecondFactor.step(at: Self.now)
        #expect(
            world.code {
                try world.people.confirm(invitation.secret, code: first.factor.code(step: step))
            } == "code_refused")
        let opened = try world.people.confirm(
            invitation.secret, code: second.factor.code(step: step))
        #expect(opened.session.subject == .staff(staff.id))
        let credentials = try #require(
            try StaffStore(world.database).credentials(email: staff.email))
        #expect(credentials.usedStep == step, "the code that confirmed it is used up")
        #expect(
            world.code { try world.people.accept(invitation.secret, passwordHash: hash) }
                == "invitation_refused")
    }

    @Test("an invitation has an end, and is taken back by the next one")
    func oldInvitations() throws {
        let world = try World()
        let (staff, first) = try world.person(.auditor)
        let late = StaffPeople(world.database, now: first.expiresAt)
        #expect(
            world.code { try late.accept(first.secret, passwordHash: "x") }
                == "invitation_refused")
        let next = try world.people.invite(staff.id, by: world.boss.id)
        for secret in [first.secret, "", String(repeating: "x", count: 500)] {
            #expect(
                world.code { try world.people.accept(secret, passwordHash: "x") }
                    == "invitation_refused")
        }
        _ = try world.people.accept(next.secret, passwordHash: "x")
        #expect(
            world.code { try world.people.invite(world.boss.id, by: world.boss.id) }
                == "not_to_invite")
    }

    @Test("nobody changes their own role, and one operator remains")
    func roles() throws {
        let world = try World()
        let (other, _) = try world.person(.operator)
        #expect(
            world.code { try world.change(world.boss, by: world.boss) { $0.role = .auditor } }
                == "own_role")
        #expect(
            world.code { try world.change(world.boss, by: world.boss) { $0.state = .disabled } }
                == "own_role")
        #expect(
            try world.change(world.boss, by: world.boss) { $0.name = "Chief" }.name == "Chief",
            "one's name is one's own")
        #expect(try world.change(world.boss, by: other) { $0.role = .auditor }.role == .auditor)
        #expect(
            world.code { try world.change(other, by: world.boss) { $0.state = .disabled } }
                == "last_operator")
    }

    @Test("who is disabled is signed out at once, and the log tells who did it")
    func disabled() throws {
        let world = try World()
        let (staff, _) = try world.person(.partner)
        let sessions = SessionStore(world.database)
        let (token, _) = try sessions.issue(to: .staff(staff.id), now: Self.now)
        _ = try world.change(staff, by: world.boss) { $0.state = .disabled }
        #expect(try sessions.session(token: token, now: Self.now) == nil)
        var filter = StaffLogStore.Filter()
        filter.action = "staff.changed"
        let entries = try StaffLogStore(world.database).entries(filter, limit: 2)
        let last = try #require(entries.first)
        #expect(last.staffID == world.boss.id && entries.count == 1)
        #expect(last.detail == "P: partner of bukalapak → P: partner of bukalapak, disabled")
    }

    @Test("a new password ends all sessions but one's own, and a session is ended by its name")
    func sessions() throws {
        let world = try World()
        let store = SessionStore(world.database)
        let tokens = try (0..<3).map { number in
            try store.issue(to: .staff(world.boss.id), now: Self.now + .minutes(number)).token
        }
        let asking = SessionStore.TokenHash(tokens[1])
        let listed = try store.list(of: world.boss.id, asking: asking, now: Self.now)
        #expect(listed.map(\.isCurrent) == [false, true, false])
        let (other, _) = try world.person(.auditor)
        #expect(
            world.code { try world.people.endSession(listed[0].handle, of: other.id) }
                == "not_found")
        try world.people.endSession(listed[0].handle, of: world.boss.id)
        #expect(try store.session(token: tokens[2], now: Self.now) == nil)
        try world.people.setPassword(of: world.boss.id, hash: "x", keeping: asking)
        #expect(
            try store.list(of: world.boss.id, asking: asking, now: Self.now).map(\.isCurrent)
                == [true])
    }

    @Test("people are listed by role and state, page by page")
    func list() throws {
        let world = try World()
        for role in [Staff.Role.curator, .curator, .auditor] { _ = try world.person(role) }
        let store = StaffStore(world.database)
        #expect(try store.people(.init(), before: nil, limit: 10).count == 4)
        let curators = try store.people(.init(role: .curator), before: nil, limit: 1)
        #expect(curators.map(\.staff.role) == [.curator] && curators[0].invitedUntil != nil)
        #expect(!curators[0].canSignIn)
        let next = try store.people(
            .init(role: .curator, state: .active), before: curators[0].staff.id, limit: 10)
        #expect(next.count == 1)
        #expect(try store.people(.init(state: .disabled), before: nil, limit: 10).isEmpty)
    }
}
