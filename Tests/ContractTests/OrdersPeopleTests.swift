import Cryptography
import Foundation
import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("Orders: people, cards, sessions", .bothEngines, .namingEngine)
struct OrdersPeopleTests {
    private static let seedDirectory = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "catalog-seed")

    private static func seedFile(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: seedDirectory.appending(path: name)))
    }

    private static func regencies() throws -> Set<String> {
        let lines = String(decoding: try seedFile("regions.csv"), as: UTF8.self)
            .split(separator: "\n")
        return Set(lines.compactMap { $0.split(separator: ",").first.map(String.init) })
            .filter { $0.utf8.count == 5 }
    }

    // MARK: - Seed

    @Test("the five schemes are sound and carry the published amounts")
    func schemes() throws {
        let schemes = try SchemeStore.parse(Self.seedFile("schemes.json"))
        let amounts = schemes.map { scheme in
            "\(scheme.id) \(scheme.trainingBalance.rupiah) "
                + "\(scheme.incentive.amount?.rupiah ?? 0)×\(scheme.incentive.instalments) "
                + "\(scheme.surveys.amount.rupiah)×\(scheme.surveys.count)"
        }
        #expect(
            amounts == [
                "pandemi-awal 1000000 0×4 0×0", "pandemi-2020 1000000 600000×4 50000×3",
                "normal-awal 5000000 650000×1 0×0", "bp-jamsostek 2000000 1000000×3 0×0",
                "normal-2023 3500000 600000×1 50000×2",
            ])
        let world = try OrdersWorld()
        for scheme in schemes { try world.add(scheme) }
        let stored = try SchemeStore(world.database).load()
        #expect(schemes.allSatisfy { stored[$0.id] == $0 })
        // A card of 2020 ends on the fixed date, one of today after its year.
        let pandemic = try #require(stored["pandemi-2020"])
        let accepted = try #require(Instant("2020-04-20T00:00:00Z"))
        #expect(pandemic.expiresAt(accepted: accepted) == Instant("2020-12-15T17:00:00Z"))
        #expect(pandemic.expiresAt(accepted: world.now) == world.now + .days(365))
    }

    @Test("unsound schemes are refused in words")
    func unsoundSchemes() throws {
        let text = String(decoding: try Self.seedFile("schemes.json"), as: UTF8.self)
        for (from, to) in [
            ("\"stated_total\": 3550000", "\"stated_total\": 3550001"),
            ("\"amount_min\": 650000", "\"amount_min\": 1650000"),
            ("\"first_purchase_days\": 15", "\"first_purchase_days\": 0"),
            ("\"id\": \"normal-2023\"", "\"id\": \"normal-awal\""),
            ("\"2020-12-15\"", "\"2020-12-32\""),
        ] {
            let spoilt = text.replacingOccurrences(of: from, with: to)
            #expect(spoilt != text)
            #expect(throws: JSONFault.self) { try SchemeStore.parse(Array(spoilt.utf8)) }
        }
    }

    @Test("the demo's people are loaded once, in their telling states")
    func demo() throws {
        let world = try OrdersWorld()
        for scheme in try SchemeStore.parse(Self.seedFile("schemes.json")) { try world.add(scheme) }
        let schemes = try SchemeStore(world.database).load()
        let seed = try ParticipantSeed(
            Self.seedFile("participants.json"), regencies: Self.regencies(), schemes: schemes,
            now: world.now)
        let first = try world.command { try seed.load(into: $0, now: world.now) }
        #expect(first == seed.people.count && first >= 7)
        let before = try world.count("transfers")
        #expect(try world.command { try seed.load(into: $0, now: world.now) } == 0)
        #expect(try world.count("transfers") == before)
        #expect(try world.auditCodes() == [])

        let people = ParticipantStore(world.database)
        let credentials = try people.credentials(email: "Siti@example.id ")
        let siti = try SignIn.participant(password: "belajar", credentials: credentials)
        let card = try #require(try CardStore(world.database).card(of: siti))
        #expect(card.state == .active && card.balance == Money(rupiah: 1_000_000))
        #expect(try PayoutAccountStore(world.database).account(of: siti)?.state == .verified)

        func person(_ name: String) throws -> Identifier<Participant> {
            try #require(try people.credentials(email: "\(name)@example.id")?.participantID)
        }
        func refusals(_ name: String) throws -> [String] {
            let course = try world.course(price: 300_000)
            return try world.refusals { try world.buy(person(name), course) }
        }
        #expect(try PayoutAccountStore(world.database).account(of: person("budi")) == nil)
        #expect(
            try PayoutAccountStore(world.database).account(of: person("dewi"))?.state == .mismatch)
        #expect(try refusals("agus") == ["balance_too_low"])
        #expect(try refusals("rina") == ["card_revoked"])
        #expect(try refusals("joko") == ["first_purchase_window_passed"])
        #expect(try refusals("maya") == [])
        #expect(try refusals("maya") == ["one_course_at_a_time"])
        #expect(try refusals("hasan") == ["card_expired"])
        #expect(
            try CardStore(world.database).card(of: person("putu"))?.monthlyIncentive
                == Money(rupiah: 850_000))
        #expect(seed.staff.map(\.role) == [.operator, .curator, .auditor, .chiefCurator, .partner])
        let staff = StaffStore(world.database)
        #expect(try staff.staff(seed.staff[4].id) == seed.staff[4])
        #expect(try staff.credentials(email: seed.staff[0].email) == nil, "only the demo's can")
    }

    @Test("synthetic people are loaded once, funded, and more are added later")
    func synthetic() throws {
        let world = try OrdersWorld()
        let people = SyntheticParticipants(
            seed: 1, regencies: try Self.regencies(), scheme: OrdersWorld.scheme,
            acceptedAt: world.now)
        #expect(people.capacity > 100_000_000)
        let store = SyntheticParticipantStore(world.database)
        #expect(try world.command { _ in try store.load(people, 0..<150) } == 150)
        #expect(try world.command { _ in try store.load(people, 100..<300) } == 150)
        #expect(try world.count("participants") == 300)
        #expect(try world.balance(people.person(299).participant.id) == 1_000_000)
        #expect(try world.auditCodes() == [])
        try world.buy(people.person(7).participant.id, try world.course())
        #expect(try world.command { _ in try store.load(people, 0..<300) } == 0)
        #expect(try world.auditCodes() == [])
    }

    // MARK: - Sessions and accounts

    @Test(
        "a token is good until it is revoked or its time is over, and is not stored",
        arguments: [nil, KnownSessions()])
    func sessions(known: KnownSessions?) throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let sessions = SessionStore(world.database, known: known)
        let subject = Session.Subject.participant(person)
        let (token, session) = try sessions.issue(to: subject, now: world.now)
        #expect(session.expiresAt == world.now + Session.lifetime)
        #expect(try sessions.session(token: token, now: world.now) == session)
        let end = session.expiresAt
        #expect(try sessions.session(token: token, now: end - Span(milliseconds: 1)) != nil)
        #expect(try sessions.session(token: token, now: end) == nil)
        for bad in ["", token + "x", String(repeating: "a", count: 5_000)] {
            #expect(try sessions.session(token: bad, now: world.now) == nil)
        }
        let stored = try world.database.row("SELECT token_hash FROM sessions")?.blob(0)
        #expect(stored == SHA256.digest(Array(token.utf8)))

        let bulk = try sessions.issue(to: [person, person], now: world.now)
        #expect(Set(bulk + [token]).count == 3)
        #expect(try sessions.sessions(of: subject, now: world.now).count == 3)
        #expect(try sessions.session(token: bulk[0], now: world.now)?.subject == subject)
        #expect(try sessions.revoke(token: token, now: world.now))
        #expect(try !sessions.revoke(token: token, now: world.now))
        #expect(try sessions.session(token: token, now: world.now) == nil)
        #expect(try sessions.revokeAll(of: subject, now: world.now) == 2)
        #expect(try sessions.session(token: bulk[0], now: world.now) == nil)
        #expect(try sessions.endedCount(before: world.now, limit: 2) == 0)
        #expect(try sessions.endedCount(before: world.now + .days(1), limit: 2) == 2)
        #expect(try sessions.purge(endedBefore: world.now + .days(1), limit: 2) == 2)
        #expect(try sessions.endedCount(before: world.now + .days(1), limit: 2) == 1)
        #expect(try world.count("sessions") == 1)
    }

    @Test(
        "of many tokens each is its own holder's, also one that comes twice",
        arguments: [nil, KnownSessions()])
    func manyTokens(known: KnownSessions?) throws {
        let world = try OrdersWorld()
        let (first, second) = (try world.participant(), try world.participant())
        let sessions = SessionStore(world.database, known: known)
        let tokens = try sessions.issue(to: [first, second, first], now: world.now)
        #expect(try sessions.revoke(token: tokens[2], now: world.now))
        let hashes = [tokens[1], tokens[0], "a stranger's", tokens[1], tokens[2], tokens[0]]
            .map(SessionStore.TokenHash.init)
        let holders = [second, first, nil, second, nil, first]
        // The second time a cache knows them.
        for _ in 0..<2 {
            #expect(try sessions.participants(hashes, now: world.now) == holders)
        }
    }

    @Test("staff have sessions too, strangers have none")
    func staffSessions() throws {
        let world = try OrdersWorld()
        let staff = Staff(
            id: Identifier(at: world.now), email: "o@example.id", name: "O", role: .operator)
        try StaffStore(world.database).insert(staff, now: world.now)
        let sessions = SessionStore(world.database)
        let (token, _) = try sessions.issue(to: .staff(staff.id), now: world.now)
        #expect(try sessions.session(token: token, now: world.now)?.subject == .staff(staff.id))
        #expect(throws: DatabaseError.self) {
            try sessions.issue(to: .participant(Identifier(at: world.now)), now: world.now)
        }
    }

    @Test("a payout account is verified for the same NIK, else a mismatch that can be mended")
    func payoutAccounts() throws {
        let world = try OrdersWorld()
        let id = try world.participant()
        let person = try #require(try ParticipantStore(world.database).participant(id))
        let store = PayoutAccountStore(world.database)
        for (nik, state) in [
            ("3174051203880009", PayoutAccount.State.mismatch), (person.nik, .verified),
        ] {
            let account = try PayoutAccount(
                of: person, kind: .linkaja, accountNumber: "081234567890", holderNIK: nik,
                regencies: ["31.74"], now: world.now)
            try store.set(account)
            #expect(try store.account(of: id) == account)
            #expect(account.state == state)
        }
        for number in ["12345", "08x234567890", String(repeating: "1", count: 21)] {
            #expect(throws: Refusal.self) {
                try PayoutAccount(
                    of: person, kind: .bni, accountNumber: number, holderNIK: person.nik,
                    regencies: ["31.74"], now: world.now)
            }
        }
        for nik in ["", "317405120388000", "9974051203880009", "3174053103880009x"] {
            #expect(throws: Refusal.self, "\(nik)") {
                try PayoutAccount(
                    of: person, kind: .bni, accountNumber: "081234567890", holderNIK: nik,
                    regencies: ["31.74"], now: world.now)
            }
        }
    }

    // MARK: - Cards that lapse

    @Test("the sweep revokes who bought nothing in time, expires the old, and spares buyers")
    func sweep() throws {
        let world = try OrdersWorld()
        let (idle, buyer, undecided) = (
            try world.participant(), try world.participant(), try world.participant()
        )
        let order = try world.confirmed(buyer, try world.course())
        let gone = try world.buy(undecided, try world.course()).order
        let cards = CardStore(world.database)
        world.now = world.now + .days(30) - Span(milliseconds: 1)
        #expect(try cards.lapsed(now: world.now) == [])
        world.now = world.now + Span(milliseconds: 1)
        #expect(try world.command { try CardStore($0).revokeLapsed(now: world.now) } == 1)
        let card = try #require(try cards.card(of: idle))
        #expect(card.state == .revoked && card.balance == .zero)
        #expect(try world.auditCodes() == [])

        // What ends without a course was no purchase after all.
        try world.requestCancel(gone, by: undecided)
        #expect(try cards.lapsed(now: world.now) == [undecided])
        #expect(try world.command { try CardStore($0).revokeLapsed(now: world.now) } == 1)

        world.now = world.now + .days(400)
        #expect(try world.command { try CardStore($0).revokeLapsed(now: world.now) } == 1)
        #expect(try cards.card(of: buyer)?.state == .expired)
        // A refund to a closed card goes on to the state.
        try world.command { try OrderStore($0).giveBack(order, now: world.now) }
        #expect(try world.balance(buyer) == 300_000)
        #expect(try world.command { try CardStore($0).revokeLapsed(now: world.now) } == 1)
        #expect(try world.balance(buyer) == 0)
        #expect(try cards.card(of: buyer)?.state == .expired)
        #expect(try cards.lapsed(now: world.now) == [])
        let treasury = try world.database.row(
            """
            SELECT sum(CASE WHEN credit = 'treasury:test' THEN amount ELSE -amount END)
            FROM transfers
            WHERE kind = 'single' AND (credit = 'treasury:test' OR debit = 'treasury:test')
            """)
        #expect(treasury?.integer(0) == 0)
        #expect(try world.auditCodes() == [])
    }
}
