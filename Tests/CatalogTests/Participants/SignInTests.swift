import Cryptography
import Testing

@testable import Catalog

@Suite("Signing in")
struct SignInTests {
    @Test("unknown, without password and wrong password get one answer")
    func oneAnswer() throws {
        let id = Identifier<Participant>(at: Instant(milliseconds: 0))
        let hash = try #require(PasswordHash.make("belajar"))
        let known = SignIn.Credentials(participantID: id, passwordHash: hash)
        #expect(try SignIn.participant(password: "belajar", credentials: known) == id)
        let without = SignIn.Credentials(participantID: id, passwordHash: nil)
        for (password, credentials) in [
            ("belajar", nil), ("salah", known), ("belajar", without), ("", without),
            (String(repeating: "x", count: 1000), known),
        ] {
            #expect(throws: SignIn.refusal) {
                try SignIn.participant(password: password, credentials: credentials)
            }
        }
    }

    @Test("an address is compared in lower case without blanks around it")
    func addresses() {
        #expect(SignIn.normalised("  Siti@Example.ID ") == "siti@example.id")
        for bad in ["", "siti", "si ti@example.id", String(repeating: "a", count: 250) + "@b.id"] {
            #expect(SignIn.normalised(bad) == nil)
        }
    }
}
