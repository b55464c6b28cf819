import Testing

@testable import Catalog

@Suite("What curators may do to a course in each state")
struct CourseStateRulesTests {
    /// A row a state, a column an action; `+` marks what a second person has to confirm, `=` what
    /// is so already, `-` what is refused.
    private static let table = """
                    submit     send_back  publish    suspend    withdraw   reopen
        draft       in_review  =          published+ -          withdrawn  =
        in_review   =          draft      published+ -          withdrawn  -
        published   -          -          =          suspended  withdrawn  -
        suspended   -          -          published+ =          withdrawn  -
        withdrawn   -          -          -          -          =          draft
        delisted    -          -          -          -          withdrawn  -
        """

    @Test("every action in every state leads where the table says")
    func everyCell() throws {
        let lines = Self.table.split(separator: "\n").map { line in
            line.split(separator: " ").map(String.init)
        }
        let actions = try lines[0].map { try #require(CourseAction(rawValue: $0)) }
        #expect(actions == CourseAction.allCases)
        #expect(lines.dropFirst().map { $0[0] } == Course.State.allCases.map(\.rawValue))
        for line in lines.dropFirst() {
            let state = try #require(Course.State(rawValue: line[0]))
            for (action, cell) in zip(actions, line.dropFirst()) {
                let found: String
                switch CourseStateRules.result(of: action, in: state) {
                case .becomes(let next): found = next.rawValue
                case .needsSecond(let next): found = next.rawValue + "+"
                case .unchanged: found = "="
                case .refused(let fix):
                    found = "-"
                    #expect(!fix.isEmpty)
                }
                #expect(found == cell, "\(action) in \(state)")
            }
        }
    }

    @Test("nothing but a publication makes a course public, and that never at once")
    func publication() {
        for state in Course.State.allCases {
            for action in CourseAction.allCases {
                #expect(CourseStateRules.result(of: action, in: state) != .becomes(.published))
            }
        }
    }

    @Test("what may be offered is what leads somewhere")
    func offered() {
        #expect(CourseStateRules.actions(in: .published) == [.suspend, .withdraw])
        #expect(CourseStateRules.actions(in: .draft) == [.submit, .publish, .withdraw])
        #expect(CourseStateRules.actions(in: .delisted) == [.withdraw])
    }
}
