import SQL

extension FlagStore {
    static func text(of finding: FlagFinding) -> String {
        String(decoding: JSON.encode(finding.evidence), as: UTF8.self)
    }

    static func known(_ row: Row, from column: Int) -> FlagTransition.Known {
        FlagTransition.Known(
            state: Flag.State(rawValue: row.text(column)) ?? .open, basis: row.text(column + 1),
            dismissedBasis: row.textIfPresent(column + 2), evidence: row.text(column + 3))
    }

    static func flagged(_ row: Row) throws -> FlaggedCourse {
        FlaggedCourse(
            flag: try flag(row), slug: row.text(11), title: row.text(12),
            platformID: row.text(13), courseState: row.text(14),
            price: row.integerIfPresent(15).map(Money.init(rupiah:)))
    }

    private static func flag(_ row: Row) throws -> Flag {
        guard let rule = FlagRule(rawValue: row.text(2)),
            let state = Flag.State(rawValue: row.text(3))
        else { throw DatabaseError.unusable("flag \(row.text(0)): \(row.text(2))") }
        let dismissal = row.textIfPresent(8).map { reason in
            Flag.Dismissal(
                reason: reason, author: row.textIfPresent(9) ?? "",
                at: Instant(milliseconds: row.integerIfPresent(10) ?? 0))
        }
        return Flag(
            id: Identifier(stored: row.text(0)), courseID: Identifier(stored: row.text(1)),
            rule: rule, state: state,
            evidence: try JSON.decode([FlagFact].self, from: Array(row.text(4).utf8)),
            basis: row.text(5), raisedAt: Instant(milliseconds: row.integer(6)),
            changedAt: Instant(milliseconds: row.integer(7)), dismissal: dismissal)
    }
}
