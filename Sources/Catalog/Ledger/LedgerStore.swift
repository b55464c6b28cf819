import SQL

/// Writes the movements of money. Every function belongs inside one command: the caller's
/// transaction makes the movement and what it is for happen together or not at all.
///
/// Accounts other than cards are never stored as balances; so no row is contended by everybody.
public struct LedgerStore {
    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// Puts the scheme's money on a card, at once.
    public func fund(
        _ participant: Identifier<Participant>, scheme: String, amount: Money, now: Instant
    ) throws {
        try single(
            debit: .treasury(scheme: scheme), credit: .card(participant), amount: amount,
            reason: .cardFunded, order: nil, now: now)
        try credit(participant, amount)
    }

    /// Gives what is left on a card back to the state, at once, and returns how much it was.
    public func giveBack(
        _ participant: Identifier<Participant>, scheme: String, now: Instant
    ) throws -> Money {
        let row = try database.row(
            "SELECT balance FROM cards WHERE participant_id = $1", participant)
        guard let balance = row.map({ Money(rupiah: $0.integer(0)) }), balance > .zero else {
            return .zero
        }
        let emptied = try database.run(
            "UPDATE cards SET balance = 0 WHERE participant_id = $1 AND balance = $2",
            participant, balance)
        guard emptied == 1 else {
            throw DatabaseError.busy("the balance of \(participant) changed meanwhile")
        }
        try single(
            debit: .card(participant), credit: .treasury(scheme: scheme), amount: balance,
            reason: .balanceReturned, order: nil, now: now)
        return balance
    }

    /// Lowers an active card's balance, unless it is too low.
    ///
    /// The row stays locked until the transaction ends, also for an amount of zero: what is read
    /// about the participant after this is settled.
    /// - Returns: false where the balance is too low, or the card is missing or not active.
    public func take(
        _ amount: Money, fromActive participant: Identifier<Participant>
    ) throws -> Bool {
        if Sabotage.overdraws.isOn { return true }
        return try database.run(
            """
            UPDATE cards SET balance = balance - $2
            WHERE participant_id = $1 AND balance >= $2 AND state = 'active'
            """,
            binding: [.text(participant.value), .integer(amount.rupiah)]) == 1
    }

    /// Lowers the balances of active cards, each of another participant, as
    /// ``take(_:fromActive:)`` does.
    /// - Returns: false where one of them is too low, missing or not active: then all has to be
    ///   undone.
    func take(_ amounts: [(participant: Identifier<Participant>, amount: Money)]) throws -> Bool {
        if Sabotage.overdraws.isOn { return true }
        if database.isEmbedded {
            // An UPDATE from VALUES, which saves the way to a server, costs three times as much.
            return try amounts.allSatisfy { try take($0.amount, fromActive: $0.participant) }
        }
        var taken = 0
        let calls = Self.taking.padded(amounts) { taking, values in
            values += [.text(taking.participant.value), .integer(taking.amount.rupiah)]
        }
        for call in calls {
            taken += try database.run(call.text, binding: call.values)
        }
        return taken == amounts.count
    }

    private static let taking = RowsStatement(columns: 2, row: "(?, CAST(? AS BIGINT))") { rows in
        """
        UPDATE cards SET balance = balance - v.column2 FROM (VALUES \(rows)) AS v
        WHERE participant_id = v.column1 AND balance >= v.column2 AND state = 'active'
        """
    }

    /// Sets money that was taken from cards aside for platforms.
    func reserve(_ transfers: [Transfer]) throws { try insert(transfers) }

    /// Carries a pending transfer out.
    /// - Throws: `DatabaseError.constraint` where it has been resolved before.
    public func post(_ pending: Identifier<Transfer>, now: Instant) throws {
        try resolve(pending, kind: .post, reason: .courseCharged, now: now)
    }

    /// Lets a pending transfer go: the money is back on the card.
    /// - Throws: `DatabaseError.constraint` where it has been resolved before.
    public func void(
        _ pending: Identifier<Transfer>, amount: Money, to participant: Identifier<Participant>,
        now: Instant
    ) throws {
        try resolve(pending, kind: .void, reason: .courseReleased, now: now)
        try credit(participant, amount)
    }

    /// Gives the price of a charged order back to the card, at once.
    public func refund(
        _ order: Identifier<Order>, amount: Money, to participant: Identifier<Participant>,
        from platform: String, now: Instant
    ) throws {
        try single(
            debit: .held(platform: platform), credit: .card(participant), amount: amount,
            reason: .courseRefunded, order: order, now: now)
        try credit(participant, amount)
    }

    /// Makes the price of a charged order the platform's, after proof of completion.
    public func complete(
        _ order: Identifier<Order>, amount: Money, of platform: String, now: Instant
    ) throws {
        try single(
            debit: .held(platform: platform), credit: .payable(platform: platform),
            amount: amount, reason: .courseCompleted, order: order, now: now)
    }

    // MARK: - Rows

    private func credit(_ participant: Identifier<Participant>, _ amount: Money) throws {
        let changed = try database.run(
            "UPDATE cards SET balance = balance + $2 WHERE participant_id = $1",
            participant, amount)
        guard changed == 1 else {
            throw DatabaseError.unusable("there is no card of \(participant)")
        }
    }

    /// Copies accounts and amount from the pending transfer itself: they cannot differ.
    private func resolve(
        _ pending: Identifier<Transfer>, kind: Transfer.Kind, reason: Transfer.Reason, now: Instant
    ) throws {
        let changed = try database.run(
            """
            INSERT INTO transfers
                (id, kind, pending_id, debit, credit, amount, reason, order_id, created_at)
            SELECT $1, $2, id, debit, credit, amount, $3, order_id, $4
            FROM transfers WHERE id = $5 AND kind = 'pending'
            """,
            Identifier<Transfer>(at: now), kind.rawValue, reason.rawValue, now, pending)
        guard changed == 1 else {
            throw DatabaseError.unusable("there is no pending transfer \(pending)")
        }
    }

    private func single(
        debit: Account, credit: Account, amount: Money, reason: Transfer.Reason,
        order: Identifier<Order>?, now: Instant
    ) throws {
        try insert([
            Transfer(
                id: Identifier(at: now), kind: .single, pendingID: nil, debit: debit,
                credit: credit, amount: amount, reason: reason.rawValue, orderID: order,
                createdAt: now)
        ])
    }

    private func insert(_ transfers: [Transfer]) throws {
        for call in Self.insertion.split(transfers, Self.bind) {
            try database.later(call.text, binding: call.values)
        }
    }

    private static let insertion = RowsStatement(
        columns: 9, row: "(?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ) { rows in
        """
        INSERT INTO transfers
            (id, kind, pending_id, debit, credit, amount, reason, order_id, created_at)
        VALUES \(rows)
        """
    }

    private static func bind(_ transfer: Transfer, to values: inout [SQLValue]) {
        values += [
            .text(transfer.id.value), .text(transfer.kind.rawValue), transfer.pendingID.sqlValue,
            .text(transfer.debit.name), .text(transfer.credit.name),
            .integer(transfer.amount.rupiah),
            .text(transfer.reason), transfer.orderID.sqlValue,
            .integer(transfer.createdAt.milliseconds),
        ]
    }
}
