import TestKit
import Testing

@testable import Catalog

@Suite(.bothEngines, .namingEngine) struct CompletionsTokenTests {
    @Test("a token is its platform's for an hour and is not stored itself")
    func tokens() throws {
        let world = try CompletionsWorld()
        let tokens = PlatformTokenStore(world.database)
        let token = try tokens.issue(platformID: "maubelajarapa", now: world.now)
        let end = world.now + PlatformTokenStore.lifetime
        let last = end - Span(milliseconds: 1)
        #expect(try tokens.platform(of: token, now: world.now) == "maubelajarapa")
        #expect(try tokens.platform(of: token, now: last) == "maubelajarapa")
        #expect(try tokens.platform(of: token, now: end) == nil)
        #expect(try tokens.platform(of: token + "x", now: world.now) == nil)
        #expect(
            try tokens.platform(of: String(repeating: "x", count: 300), now: world.now) == nil)
        let hash = try world.database.row("SELECT token_hash FROM platform_tokens")
        #expect(hash?.blob(0) != Array(token.utf8))
        let next = try tokens.issue(platformID: "maubelajarapa", now: end)
        #expect(next != token)
        #expect(try world.count("platform_tokens") == 1)
    }

    @Test("a client is admitted with its own id and secret only")
    func clients() {
        let credentials = ["client_id": "mba", "client_secret": "s3cret"]
        let table: [(String, String, Bool)] = [
            ("mba", "s3cret", true), ("mba", "s3cre", false), ("mb", "s3cret", false),
            ("", "", false),
        ]
        for (id, secret, isAdmitted) in table {
            let admitted = PlatformTokenStore.admits(
                clientID: id, clientSecret: secret, credentials: credentials)
            #expect(admitted == isAdmitted)
        }
        for incomplete in [[:], ["client_id": ""], ["client_id": "", "client_secret": ""]] {
            #expect(
                !PlatformTokenStore.admits(
                    clientID: "", clientSecret: "", credentials: incomplete))
        }
    }
}
