/// The rules and amounts of one edition of the programme. Amounts changed from year to year and
/// sources disagree; so they are rows of data (`catalog-seed/schemes.json`), each with its source,
/// and never constants of the code.
public struct Scheme: Sendable, Codable, Equatable {
    /// Money paid after the first completed course.
    public struct Incentive: Sendable, Codable, Equatable {
        /// One instalment; nil where it is set for each participant at acceptance.
        public var amount: Money?
        /// Bounds of an amount that is set for each participant.
        public var amountMin: Money?
        public var amountMax: Money?
        public var instalments: Int
        /// Months from eligibility to the first instalment, and between instalments.
        public var everyMonths: Int

        enum CodingKeys: String, CodingKey {
            case amount
            case amountMin = "amount_min"
            case amountMax = "amount_max"
            case instalments
            case everyMonths = "every_months"
        }

        public init(
            amount: Money?, amountMin: Money? = nil, amountMax: Money? = nil, instalments: Int,
            everyMonths: Int
        ) {
            self.amount = amount
            self.amountMin = amountMin
            self.amountMax = amountMax
            self.instalments = instalments
            self.everyMonths = everyMonths
        }
    }

    /// Money for answering the surveys of the programme.
    public struct Surveys: Sendable, Codable, Equatable {
        public var amount: Money
        public var count: Int

        public init(amount: Money, count: Int) {
            self.amount = amount
            self.count = count
        }
    }

    public var id: String
    public var name: String
    /// Where the amounts were published.
    public var source: String
    /// What was chosen where the public record is silent, in words.
    public var choices: [String]
    public var trainingBalance: Money
    public var incentive: Incentive
    public var surveys: Surveys
    /// The sum of everything as the source states it; nil where it states none.
    public var statedTotal: Money?
    /// The first purchase is made within so many days of acceptance, or the card is revoked.
    public var firstPurchaseDays: Int
    /// Days for further purchases after the first course is completed and reviewed; nil where
    /// only the end of the balance limits them.
    public var furtherPurchaseDaysAfterCompletion: Int?
    /// A shorter course earns no incentive; nil where length does not matter.
    public var minimumCourseMinutes: Int?
    public var oneCourseAtATime: Bool
    /// The last day, in western Indonesia, on which cards accepted by then can pay.
    public var balanceEndsOn: CalendarDay?
    /// How long a card lives that no fixed date ends.
    public var cardValidDays: Int

    enum CodingKeys: String, CodingKey {
        case id, name, source, choices, incentive, surveys
        case trainingBalance = "training_balance"
        case statedTotal = "stated_total"
        case firstPurchaseDays = "first_purchase_days"
        case furtherPurchaseDaysAfterCompletion = "further_purchase_days_after_completion"
        case minimumCourseMinutes = "minimum_course_minutes"
        case oneCourseAtATime = "one_course_at_a_time"
        case balanceEndsOn = "balance_ends_on"
        case cardValidDays = "card_valid_days"
    }

    public init(
        id: String, name: String, source: String, choices: [String] = [], trainingBalance: Money,
        incentive: Incentive, surveys: Surveys, statedTotal: Money? = nil, firstPurchaseDays: Int,
        furtherPurchaseDaysAfterCompletion: Int? = nil, minimumCourseMinutes: Int? = nil,
        oneCourseAtATime: Bool = false, balanceEndsOn: CalendarDay? = nil, cardValidDays: Int
    ) {
        self.id = id
        self.name = name
        self.source = source
        self.choices = choices
        self.trainingBalance = trainingBalance
        self.incentive = incentive
        self.surveys = surveys
        self.statedTotal = statedTotal
        self.firstPurchaseDays = firstPurchaseDays
        self.furtherPurchaseDaysAfterCompletion = furtherPurchaseDaysAfterCompletion
        self.minimumCourseMinutes = minimumCourseMinutes
        self.oneCourseAtATime = oneCourseAtATime
        self.balanceEndsOn = balanceEndsOn
        self.cardValidDays = cardValidDays
    }

    /// The moment from which a card accepted at `accepted` must have bought its first course.
    public func buyBefore(accepted: Instant) -> Instant {
        accepted + .days(firstPurchaseDays)
    }

    /// The moment from which the balance of a card accepted at `accepted` no longer pays. The
    /// fixed date binds the cards that were accepted before it; a scheme that went on into later
    /// years gives its later cards `cardValidDays`.
    public func expiresAt(accepted: Instant) -> Instant {
        if let end = balanceEndsOn?.end, accepted < end { return end }
        return accepted + .days(cardValidDays)
    }

    /// What is wrong with these rules, in words; empty when they are sound.
    public var faults: [String] {
        var faults: [String] = []
        func require(_ holds: Bool, _ words: String) {
            if !holds { faults.append("\(id): \(words)") }
        }
        require(!id.isEmpty && !source.isEmpty, "id and source must be given")
        require(trainingBalance > .zero, "training_balance must be above 0")
        require(firstPurchaseDays > 0, "first_purchase_days must be above 0")
        require(cardValidDays >= firstPurchaseDays, "card_valid_days ends before the first window")
        require(furtherPurchaseDaysAfterCompletion ?? 1 > 0, "further days must be above 0 or null")
        require(minimumCourseMinutes ?? 1 > 0, "minimum_course_minutes must be above 0 or null")
        require(surveys.count >= 0 && surveys.amount >= .zero, "surveys must not be negative")
        require(
            (surveys.count == 0) == (surveys.amount == .zero),
            "surveys need both amount and count, or neither")
        require(incentive.instalments > 0, "incentive.instalments must be above 0")
        require(incentive.everyMonths > 0, "incentive.every_months must be above 0")
        faults += incentiveFaults
        return faults
    }

    private var incentiveFaults: [String] {
        if let amount = incentive.amount {
            guard incentive.amountMin == nil, incentive.amountMax == nil, amount > .zero else {
                return ["\(id): incentive has either an amount above 0, or amount_min and _max"]
            }
            let paid = amount.rupiah * Int64(incentive.instalments)
            let asked = surveys.amount.rupiah * Int64(surveys.count)
            let total = Money(rupiah: trainingBalance.rupiah + paid + asked)
            guard statedTotal == nil || statedTotal == total else {
                return ["\(id): the amounts add up to \(total), not to stated_total"]
            }
            return []
        }
        guard let low = incentive.amountMin, let high = incentive.amountMax, low > .zero,
            low <= high
        else {
            return ["\(id): incentive without amount needs amount_min <= amount_max"]
        }
        return []
    }
}
