import Cryptography
import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("Mail: new passwords", .bothEngines, .namingEngine)
struct PasswordResetTests {
    private func ask(_ email: String, in world: OrdersWorld) throws {
        try world.command {
            try PasswordResetStore($0).ask(email: email, in: .english, now: world.now)
        }
    }

    /// Takes the mail that is due, with its key, as the worker does.
    private func mail(in world: OrdersWorld) throws -> (mail: OwedMail, key: String)? {
        try world.command { database in
            guard let mail = try MailStore(database).claim(now: world.now) else { return nil }
            let key = try PasswordResetStore(database).issue(
                to: mail.participantID, now: world.now)
            return (mail, key)
        }
    }

    private func use(_ key: String, in world: OrdersWorld) throws -> Bool {
        try world.command {
            try PasswordResetStore($0).use(
                key, passwordHash: "new", known: nil, now: world.now)
        }
    }

    @Test("a key changes the password once and ends every session and every other key")
    func once() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let session = try world.command {
            try SessionStore($0).issue(to: .participant(person), now: world.now).token
        }
        try ask("orang1@example.id", in: world)
        let first = try #require(try mail(in: world))
        #expect(first.mail.email == "orang1@example.id" && first.mail.language == .english)
        let other = try world.command {
            try PasswordResetStore($0).issue(to: person, now: world.now)
        }
        #expect(try use(first.key, in: world))
        #expect(try !use(first.key, in: world) && !use(other, in: world))
        let credentials = try ParticipantStore(world.database).credentials(
            email: "orang1@example.id")
        #expect(credentials?.passwordHash == "new")
        #expect(try SessionStore(world.database).session(token: session, now: world.now) == nil)
        let stored = try world.database.rows("SELECT token_hash FROM password_resets")
        #expect(!stored.contains { $0.blob(0) == Array(first.key.utf8) })
    }

    @Test("a key ends after half an hour, and an unknown one never was")
    func ends() throws {
        let world = try OrdersWorld()
        let person = try world.participant()
        let key = try world.command { try PasswordResetStore($0).issue(to: person, now: world.now) }
        let resets = PasswordResetStore(world.database)
        world.now = world.now + PasswordResetStore.lifetime - Span(milliseconds: 1)
        #expect(try resets.participant(ofKey: key, now: world.now) == person)
        world.now = world.now + Span(milliseconds: 1)
        #expect(try resets.participant(ofKey: key, now: world.now) == nil)
        #expect(try !use(key, in: world))
        #expect(try resets.participant(ofKey: "x", now: world.now) == nil)
        #expect(
            try resets.participant(ofKey: String(repeating: "x", count: 200), now: world.now) == nil
        )
        #expect(
            try world.command {
                try PasswordResetStore($0).purge(
                    endedBefore: world.now + .hours(1), limit: 10)
            } == 1)
    }

    @Test("nobody is sent more than some mails an hour, and strangers none")
    func bounds() throws {
        let world = try OrdersWorld()
        _ = try world.participant()
        try ask("stranger@example.id", in: world)
        #expect(try mail(in: world) == nil)
        for _ in 0..<PasswordResetStore.askedMax {
            try ask("Orang1@Example.id", in: world)
            try ask("orang1@example.id", in: world)
            let sent = try #require(try mail(in: world))
            #expect(try mail(in: world) == nil, "one of a kind is owed at a time")
            try world.command { try MailStore($0).strike(sent.mail.id) }
        }
        try ask("orang1@example.id", in: world)
        #expect(try mail(in: world) == nil)
        world.now = world.now + PasswordResetStore.askedWindow
        try ask("orang1@example.id", in: world)
        #expect(try mail(in: world) != nil)
    }

    @Test("a mail that was not sent is due again after a pause that grows, until it is given up")
    func retries() throws {
        let world = try OrdersWorld()
        _ = try world.participant()
        try ask("orang1@example.id", in: world)
        let owed = try #require(try mail(in: world)).mail
        try world.command { try MailStore($0).note("time-out", about: owed.id) }
        world.now = world.now + .seconds(MailStore.pauseSeconds - 1)
        #expect(try !MailStore(world.database).isDue(now: world.now))
        world.now = world.now + .seconds(1)
        #expect(try MailStore(world.database).isDue(now: world.now))
        #expect(try #require(try mail(in: world)).mail.attempts == 2)
        world.now = world.now + OwedMail.lifetime
        #expect(try mail(in: world) == nil && world.count("mails") == 0)
        #expect(MailStore.pauseSeconds(after: 99) == MailStore.pauseSecondsMax)
    }

    @Test("what a password must be")
    func rules() {
        let email = "siti.rahayu@example.id"
        for (password, fault) in [
            ("pendek", PasswordRules.Fault.tooShort), (email, .isAddress),
            (String(repeating: "a", count: 12), .isOneCharacter),
            (String(repeating: "ab", count: 200), .tooLong), ("kuda baterai", nil),
        ] as [(String, PasswordRules.Fault?)] {
            #expect(PasswordRules.fault(of: password, email: email) == fault, "\(password)")
        }
    }
}
