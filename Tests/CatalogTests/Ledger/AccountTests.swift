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

    @Test("every audit code has words of its own, and a query unless it is of the evidence")
    func auditCodes() {
        let codes = AuditFinding.Code.allCases
        let queries = codes.compactMap(\.query)
        #expect(Set(queries).count == queries.count && queries.count == codes.count - 2)
        #expect(Set(codes.map(\.words)).count == codes.count)
    }
}
