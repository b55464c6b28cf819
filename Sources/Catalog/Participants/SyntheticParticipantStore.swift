import SQL

/// Stores synthetic participants with their cards and the transfers that fund them, many rows a
/// statement.
public struct SyntheticParticipantStore {
    /// People of one command: enough to make the commit cheap, few enough to let others in.
    public static let batchPeople = 4_096
    /// Rows of one statement.
    private static let statementRows = 64

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// The numbers of `count` people, cut into commands.
    public static func batches(of count: Int) -> [Range<Int>] {
        stride(from: 0, to: count, by: batchPeople).map { $0..<min($0 + batchPeople, count) }
    }

    /// Stores the people with these numbers; those who are there already stay as they are, so
    /// that an interrupted run is simply run again.
    ///
    /// Cards are stored with their balance and beside the transfer that brings it, which is what
    /// ``LedgerStore/fund(_:scheme:amount:now:)`` does one by one.
    /// - Returns: how many were new.
    /// - Throws: `DatabaseError.constraint` where people of another seed number are in the way.
    @discardableResult
    public func load(_ people: SyntheticParticipants, _ numbers: Range<Int>) throws -> Int {
        let funds = people.scheme.trainingBalance
        var added = 0
        var start = numbers.lowerBound
        while start < numbers.upperBound {
            // The few that are left over go one by one: two texts a table are enough.
            let isFull = numbers.upperBound - start >= Self.statementRows
            let end = isFull ? start + Self.statementRows : start + 1
            let persons = (start..<end).map(people.person)
            added += try insert(Self.participants, persons.map(Self.participant))
            _ = try insert(Self.cards, persons.map { Self.card($0, funds: funds) })
            _ = try insert(Self.transfers, persons.map { Self.transfer($0, funds: funds) })
            start = end
        }
        return added
    }

    private func insert(_ table: Table, _ rows: [[SQLValue]]) throws -> Int {
        try database.run(
            rows.count == 1 ? table.insertOne : table.insertMany, binding: rows.flatMap { $0 })
    }

    // MARK: - Rows

    /// A table with its texts to insert one row and many.
    private struct Table {
        let insertOne: String
        let insertMany: String

        init(_ name: String, key: String, _ columns: [String]) {
            func sql(rows: Int) -> String {
                let values = (0..<rows).map { row in
                    let places = columns.indices.map { "$\(row * columns.count + $0 + 1)" }
                    return "(\(places.joined(separator: ", ")))"
                }
                return "INSERT INTO \(name) (\(columns.joined(separator: ", "))) VALUES "
                    + values.joined(separator: ", ") + " ON CONFLICT (\(key)) DO NOTHING"
            }
            insertOne = sql(rows: 1)
            insertMany = sql(rows: statementRows)
        }
    }

    private static let participants = Table(
        "participants", key: "id", ["id", "email", "name", "nik", "regency", "created_at"])

    private static let cards = Table(
        "cards", key: "participant_id",
        [
            "participant_id", "number", "scheme_id", "state", "balance", "monthly_incentive",
            "accepted_at", "buy_before", "expires_at",
        ])

    private static let transfers = Table(
        "transfers", key: "id",
        ["id", "kind", "debit", "credit", "amount", "reason", "created_at"])

    private static func participant(_ person: SyntheticParticipants.Person) -> [SQLValue] {
        let participant = person.participant
        return [
            participant.id.sqlValue, participant.email.sqlValue, participant.name.sqlValue,
            participant.nik.sqlValue, participant.regency.sqlValue, participant.createdAt.sqlValue,
        ]
    }

    private static func card(
        _ person: SyntheticParticipants.Person, funds: Money
    ) -> [SQLValue] {
        let card = person.card
        return [
            card.participantID.sqlValue, card.number.text.sqlValue, card.schemeID.sqlValue,
            card.state.rawValue.sqlValue, funds.sqlValue, card.monthlyIncentive.sqlValue,
            card.acceptedAt.sqlValue, card.buyBefore.sqlValue, card.expiresAt.sqlValue,
        ]
    }

    private static func transfer(
        _ person: SyntheticParticipants.Person, funds: Money
    ) -> [SQLValue] {
        let card = person.card
        return [
            person.transferID.sqlValue, Transfer.Kind.single.rawValue.sqlValue,
            Account.treasury(scheme: card.schemeID).sqlValue,
            Account.card(card.participantID).sqlValue, funds.sqlValue,
            Transfer.Reason.cardFunded.rawValue.sqlValue, card.acceptedAt.sqlValue,
        ]
    }
}
