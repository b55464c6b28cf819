/// What each event of a platform does to an order, in each of its states.
///
/// | state | started, progressed | completed | certificate | cancelled |
/// |---|---|---|---|---|
/// | reserved | contradiction | contradiction | contradiction | contradiction |
/// | placed | noted | confirms and completes | kept for the completion | money let go |
/// | confirmed | noted | completes | kept for the completion | money back |
/// | completed | noted | repeated | attached | contradiction |
/// | cancelled, refunded | ignored if older | contradiction | contradiction | repeated |
/// | failed | contradiction | contradiction | contradiction | repeated |
///
/// A completion of a placed order overtook the answer to our enrolment and proves that it was
/// made. A certificate proves no completion: it counts from the moment that the order is
/// completed. Noting is monotone (the earliest start, the most progress), so that the order in
/// which events arrive, and how often, makes no difference.
///
/// Dates bind: nothing happens before the order was given to the platform or after now, and no
/// completion and no certificate comes before the schedule began (activity may: platforms show
/// their material early). A completion's certificate is judged apart: one that cannot be read or
/// has an impossible date does not void the completion that it came with.
public enum CompletionRules {
    /// How far a platform's clock may be ahead of ours, or behind.
    public static let clockSkewMax = Span.minutes(5)
    /// Certificates are often dated by the day alone.
    public static let certificateDateSlack = Span.days(1)

    /// How far a learner came.
    public struct Activity: Sendable, Equatable {
        public var startedAt: Instant
        /// 0 to 1.
        public var progress: Double?
        /// When that much progress was first reported.
        public var progressedAt: Instant?
    }

    /// A change of the order's state, with its money.
    public enum Transition: Sendable, Equatable {
        /// `confirmsFirst` where the reserved price has yet to be charged.
        case complete(confirmsFirst: Bool)
        /// `wasCharged` tells a refund from letting a reservation go.
        case giveBack(wasCharged: Bool)
    }

    public struct Decision: Sendable, Equatable {
        public var finding: CompletionFinding
        /// The order's new activity; nil where it stays as it is.
        public var activity: Activity?
        public var transition: Transition?
        public var recordsCertificate = false
    }

    /// Decides one event.
    /// - Parameters:
    ///   - scheduleStartsAt: when the order's schedule began; nil where the course has no dates.
    ///   - certificateNumber: of the certificate that the order already has.
    ///   - now: when the event was received.
    public static func decide(
        _ event: CompletionEvent, on order: Order, scheduleStartsAt: Instant? = nil,
        certificateNumber: String?, now: Instant
    ) -> Decision {
        if event.kind == .other { return Decision(finding: .notAnOutcome) }
        if let told = event.enrolmentReference, let known = order.enrolmentReference,
            told != known
        {
            return Decision(finding: .otherEnrolment)
        }
        if event.kind == .enrolmentCancelled { return cancellation(of: order) }
        switch order.state {
        case .reserved: return Decision(finding: .orderNotPlaced)
        case .cancelled, .refunded, .failed: return ended(order, event)
        case .placed, .confirmed, .completed: break
        }
        let bounds = Bounds(
            placedAt: order.placedAt ?? order.createdAt, scheduleStartsAt: scheduleStartsAt,
            now: now)
        let isActivity = event.kind == .started || event.kind == .progressed
        if let finding = bounds.fault(of: event.at, isActivity: isActivity) {
            return Decision(finding: finding)
        }
        let fault = event.certificate.flatMap {
            bounds.fault(of: $0.issuedAt, slack: certificateDateSlack)
        }
        if event.kind == .certificateIssued, let fault { return Decision(finding: fault) }
        return live(
            order, event, certificateNumber: certificateNumber,
            isCertificateUsable: fault == nil && !event.hasUnreadableCertificate)
    }

    private static func cancellation(of order: Order) -> Decision {
        switch order.state {
        case .reserved: return Decision(finding: .orderNotPlaced)
        case .placed:
            return Decision(finding: .applied, transition: .giveBack(wasCharged: false))
        case .confirmed:
            return Decision(finding: .applied, transition: .giveBack(wasCharged: true))
        case .completed: return Decision(finding: .completedStands)
        case .cancelled, .refunded, .failed: return Decision(finding: .alreadyEnded)
        }
    }

    private static func ended(_ order: Order, _ event: CompletionEvent) -> Decision {
        let isActivity = event.kind == .started || event.kind == .progressed
        if isActivity, order.state != .failed, let endedAt = order.endedAt, event.at <= endedAt {
            return Decision(finding: .lateActivity)
        }
        return Decision(finding: .orderEnded)
    }

    /// When things can have happened, give or take the skew of clocks.
    private struct Bounds {
        let placedAt: Instant
        let scheduleStartsAt: Instant?
        let now: Instant

        func fault(
            of at: Instant, slack: Span = .minutes(0), isActivity: Bool = false
        ) -> CompletionFinding? {
            if at > now + clockSkewMax { return .inTheFuture }
            if at < placedAt - clockSkewMax - slack { return .beforeTheOrder }
            if !isActivity, let scheduleStartsAt, at < scheduleStartsAt - clockSkewMax - slack {
                return .beforeTheSchedule
            }
            return nil
        }
    }

    /// An order that the platform may speak of: placed, confirmed or completed.
    private static func live(
        _ order: Order, _ event: CompletionEvent, certificateNumber: String?,
        isCertificateUsable: Bool
    ) -> Decision {
        var decision = Decision(finding: .nothingNew)
        if event.kind != .certificateIssued {
            decision.activity = activity(of: order, after: event)
        }
        if decision.activity != nil { decision.finding = .applied }
        if event.kind == .completed {
            if order.state == .completed {
                // Another date or score of the same completion is not new progress.
                decision.activity = nil
                decision.finding = .alreadyCompleted
            } else {
                decision.finding = .applied
                decision.transition = .complete(confirmsFirst: order.state == .placed)
            }
        }
        guard event.kind == .completed || event.kind == .certificateIssued else {
            return decision
        }
        if !isCertificateUsable {
            decision.finding = .certificateUnusable
        } else if let number = event.certificate?.number {
            if certificateNumber == nil {
                decision.finding = .applied
                decision.recordsCertificate = true
            } else if certificateNumber != number {
                decision.finding = .otherCertificate
            }
        }
        return decision
    }

    private static func activity(of order: Order, after event: CompletionEvent) -> Activity? {
        var next = Activity(
            startedAt: min(order.startedAt ?? event.at, event.at), progress: order.progress,
            progressedAt: order.progressedAt)
        if let told = event.kind == .completed ? 1 : event.progress {
            let known = order.progress ?? -1
            let isEarlier = order.progressedAt.map { event.at < $0 } ?? true
            if told > known || (told == known && isEarlier) {
                next.progress = told
                next.progressedAt = event.at
            }
        }
        let isUnchanged =
            next.startedAt == order.startedAt && next.progress == order.progress
            && next.progressedAt == order.progressedAt
        return isUnchanged ? nil : next
    }
}
