/// Why a purchase is refused, in the order in which reasons are given.
public enum PurchaseRefusalReason: String, Sendable, CaseIterable {
    case noCard = "no_card"
    case cardRevoked = "card_revoked"
    case cardExpired = "card_expired"
    /// Nothing was bought in the first days after acceptance.
    case firstWindowPassed = "first_purchase_window_passed"
    /// The first days are over, and no course has been completed and reviewed.
    case furtherWindowNotOpen = "further_purchase_window_not_open"
    /// The days after the first completed and reviewed course are over.
    case furtherWindowPassed = "further_purchase_window_passed"
    case oneCourseAtATime = "one_course_at_a_time"
    case alreadyBought = "already_bought"
    case courseNotForSale = "course_not_for_sale"
    case courseUnpriced = "course_unpriced"
    case balanceTooLow = "balance_too_low"
    case scheduleRequired = "schedule_required"
    case scheduleUnknown = "schedule_unknown"
    case scheduleBegun = "schedule_begun"
    case scheduleFull = "schedule_full"
}

extension PurchaseRefusalReason {
    /// The reason in words, with the facts of the case and what would mend it.
    public func words(_ situation: PurchaseSituation) -> Refusal.Reason {
        let (detail, fix) = detailAndFix(situation)
        return Refusal.Reason(code: rawValue, detail: detail, fix: fix)
    }

    private func detailAndFix(_ situation: PurchaseSituation) -> (String, String) {
        switch self {
        case .noCard, .cardRevoked, .cardExpired, .firstWindowPassed, .furtherWindowNotOpen,
            .furtherWindowPassed, .balanceTooLow:
            return cardDetailAndFix(situation)
        case .oneCourseAtATime:
            let order = situation.history.underway.map { " (order \($0))" } ?? ""
            return (
                "Your scheme allows one course at a time, and one is under way\(order).",
                "Complete that course, or cancel it if it has not begun."
            )
        case .alreadyBought:
            let order = situation.history.sameCourse.map { " with order \($0)" } ?? ""
            return (
                "You bought this course\(order); the same course is never bought twice.",
                "Choose another course."
            )
        case .courseNotForSale where !situation.course.isPlatformSelling:
            return (
                "The platform \(situation.course.course.platformID) sells no courses at present.",
                "Choose a course of another platform."
            )
        case .courseNotForSale:
            return (
                "This course is \(situation.course.state.rawValue) and not for sale.",
                "Choose another course."
            )
        case .courseUnpriced:
            return (
                "The platform names no price for this course.",
                "Choose another course, or come back when it has a price."
            )
        case .scheduleRequired, .scheduleUnknown, .scheduleBegun, .scheduleFull:
            return scheduleDetailAndFix(situation)
        }
    }

    private func cardDetailAndFix(_ situation: PurchaseSituation) -> (String, String) {
        let card = situation.card
        let buyBefore = card?.buyBefore.description ?? ""
        switch self {
        case .cardRevoked:
            return ("Your card was revoked; its balance went back to the state.", "")
        case .cardExpired:
            let end = card?.expiresAt.description ?? ""
            return ("The balance of your card could be used until \(end).", "")
        case .firstWindowPassed:
            return ("The first course had to be bought before \(buyBefore).", "")
        case .furtherWindowNotOpen:
            return (
                "The first days to buy ended on \(buyBefore).",
                "Complete your first course, then rate and review it: that opens further days."
            )
        case .furtherWindowPassed:
            let days = situation.furtherPurchaseDaysAfterCompletion ?? 0
            let reviewed = situation.history.firstReviewedAt?.description ?? ""
            return (
                "Further courses had to be bought within \(days) days of the review of your "
                    + "first course on \(reviewed).", ""
            )
        case .balanceTooLow:
            let price = situation.course.price ?? .zero
            let balance = card?.balance ?? .zero
            return (
                "The course costs \(price), your balance is \(balance): "
                    + "\(price - balance) is missing.",
                "Choose a course for at most \(balance)."
            )
        default:
            return (
                "You have no training card.", "Join a wave: a card comes with being accepted."
            )
        }
    }

    private func scheduleDetailAndFix(_ situation: PurchaseSituation) -> (String, String) {
        let others = situation.otherSchedules.map { "\($0.code) (\($0.startsAt))" }
        let fix =
            others.isEmpty
            ? "No other date with seats is listed: choose another course."
            : "Choose one of these dates: \(others.joined(separator: ", "))."
        let code = situation.scheduleCode ?? ""
        switch self {
        case .scheduleUnknown:
            return ("This course has no date with the code \(code).", fix)
        case .scheduleBegun:
            let start = situation.schedule?.startsAt.description ?? ""
            return ("The date \(code) began on \(start).", fix)
        case .scheduleFull:
            return ("All seats of the date \(code) are taken.", fix)
        default:
            return ("This course is held on dates, and none was chosen (schedule_code).", fix)
        }
    }
}
