import SQL

/// An accepted purchase as it is about to be written. A class: each copy of a struct would retain
/// all of its parts.
final class PurchaseDraft {
    let order: Order
    /// Sets the price aside; nil for a free course.
    let transfer: Transfer?
    /// The first answer, kept with the order.
    let answer: [UInt8]
    private let key: IdempotencyKey
    private let inputDigest: [UInt8]
    private let durationMinutes: Int?

    var stored: StoredAnswer {
        StoredAnswer(status: StoredAnswer.purchaseStatus, body: answer, replayed: false)
    }

    static let columns = """
        id, participant_id, course_id, platform_id, schedule_id, scheme_id, price, state,
        transfer_id, created_at, duration_minutes, idempotency_key, input_hash, answer
        """

    init(
        _ command: PurchaseCommand, _ situation: PurchaseSituation, scheme: String, price: Money,
        now: Instant
    ) {
        let course = situation.course.course
        transfer =
            price > .zero
            ? Transfer(
                id: command.transferID, kind: .pending, pendingID: nil,
                debit: .card(command.participantID), credit: .held(platform: course.platformID),
                amount: price, reason: Transfer.Reason.courseBought.rawValue,
                orderID: command.orderID, createdAt: now) : nil
        order = Order(
            id: command.orderID, participantID: command.participantID, courseID: course.id,
            platformID: course.platformID, scheduleID: situation.schedule?.id, schemeID: scheme,
            price: price, state: .reserved, transferID: transfer?.id, createdAt: now)
        answer = OrderView(
            order: order, course: course,
            schedule: situation.schedule.map {
                OrderView.BookedSchedule(
                    code: $0.code, startsAt: $0.startsAt, endsAt: $0.endsAt, regency: $0.regency)
            },
            hasCertificate: false
        ).reservedJSON()
        key = command.key
        inputDigest = command.input.bytes
        durationMinutes = situation.course.durationMinutes
    }

    /// The order's row: ``columns``.
    static func bind(_ draft: PurchaseDraft, to values: inout [SQLValue]) {
        let order = draft.order
        values += [
            .text(order.id.value), .text(order.participantID.value), .text(order.courseID.value),
            .text(order.platformID), order.scheduleID.sqlValue, .text(order.schemeID),
            .integer(order.price.rupiah), .text(order.state.rawValue), order.transferID.sqlValue,
            .integer(order.createdAt.milliseconds), draft.durationMinutes.sqlValue,
            .text(draft.key.text), .blob(draft.inputDigest), .blob(draft.answer),
        ]
    }
}
