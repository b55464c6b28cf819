/// What of a platform's answer is news about an order, and when a platform is asked again: pure
/// functions of what is known.
public enum PollRules {
    /// Events of one answer that are looked at.
    public static let eventsMax = 20
    /// The longest pause after batches that were broken off.
    public static let backoffMax = Span.minutes(15)

    /// The events that say more than is known, each under an id of ours that is the same for the
    /// same news. Whatever enrolment or order an answer names, it was asked about this one.
    ///
    /// - Parameters:
    ///   - order: a confirmed one.
    ///   - reference: the enrolment that was asked about.
    public static func news(
        in report: EnrolmentReport, of order: Order, reference: String, hasCertificate: Bool
    ) -> [CompletionEvent] {
        report.events.prefix(eventsMax).compactMap { event in
            var suffix = ""
            switch event.kind {
            case .started:
                guard order.startedAt == nil else { return nil }
            case .progressed:
                guard let progress = event.progress, progress > order.progress ?? 0 else {
                    return nil
                }
                suffix = "-\(Int(progress * 1_000))"
            case .certificateIssued:
                guard !hasCertificate, event.certificate != nil else { return nil }
            case .completed, .enrolmentCancelled: break
            case .other: return nil
            }
            var news = event
            news.id = EnrolmentReport.eventID(of: event.kind, order: order.id) + suffix
            news.orderID = order.id.value
            news.enrolmentReference = reference
            return news
        }
    }

    /// When the batch after this one is due.
    /// - Parameters:
    ///   - isRoundOver: nobody is left in this round.
    ///   - failures: batches in a row that were broken off, this one included; 0 where it was not.
    ///   - toldSeconds: how long the platform asks us to wait.
    public static func nextDue(
        roundBeganAt: Instant, isRoundOver: Bool, cycle: Span, failures: Int,
        toldSeconds: Int?, now: Instant
    ) -> Instant {
        if failures > 0 {
            let doubled = cycle.milliseconds << Int64(min(failures - 1, 16))
            let told = Span.seconds(min(toldSeconds ?? 0, 86_400))
            let pause = min(max(Span(milliseconds: doubled), told), max(backoffMax, cycle))
            return now + pause
        }
        return isRoundOver ? max(now, roundBeganAt + cycle) : now
    }
}
