import Testing

@testable import Catalog

@Suite("Accounts")
struct AccountTests {
    @Test("an account's name reads back as the account")
    func names() {
        let accounts: [Account] = [
            .treasury(scheme: "normal-2023"),
            .card(Identifier(at: Instant(milliseconds: 1))), .held(platform: "pintaria"),
            .payable(platform: "pintaria"),
        ]
        for account in accounts { #expect(Account(name: account.name) == account) }
        #expect(Account(name: "elsewhere:x") == nil)
        #expect(Account(name: "held") == nil)
    }

    @Test("every audit code has a query and words of its own")
    func auditCodes() {
        let codes = AuditFinding.Code.allCases
        #expect(Set(codes.map(\.query)).count == codes.count)
        #expect(Set(codes.map(\.words)).count == codes.count)
    }
}
