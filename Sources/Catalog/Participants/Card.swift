/// A participant's training card: one a person, not transferable, not cashable.
public struct Card: Sendable, Equatable {
    public enum State: String, Sendable, Codable, CaseIterable {
        case active
        /// The first purchase was not made in time; the balance went back to the state.
        case revoked
        /// Its time is over; the balance went back to the state.
        case expired
    }

    public var participantID: Identifier<Participant>
    public var number: CardNumber
    public var schemeID: String
    public var state: State
    /// What can be spent: reservations are taken off.
    public var balance: Money
    /// One incentive instalment, where the scheme leaves it to acceptance.
    public var monthlyIncentive: Money?
    public var acceptedAt: Instant
    /// The first purchase is made before this. It moves when a platform does not carry a purchase
    /// out, or ends it: the first days of the scheme then begin anew.
    public var buyBefore: Instant
    /// The balance pays until this.
    public var expiresAt: Instant

    public init(
        participantID: Identifier<Participant>, number: CardNumber, schemeID: String, state: State,
        balance: Money, monthlyIncentive: Money?, acceptedAt: Instant, buyBefore: Instant,
        expiresAt: Instant
    ) {
        self.participantID = participantID
        self.number = number
        self.schemeID = schemeID
        self.state = state
        self.balance = balance
        self.monthlyIncentive = monthlyIncentive
        self.acceptedAt = acceptedAt
        self.buyBefore = buyBefore
        self.expiresAt = expiresAt
    }

    /// A card as it is accepted: active, not yet funded, with the dates of its scheme.
    public init(
        accepted acceptedAt: Instant, participantID: Identifier<Participant>, number: CardNumber,
        scheme: Scheme, monthlyIncentive: Money? = nil
    ) {
        self.init(
            participantID: participantID, number: number, schemeID: scheme.id, state: .active,
            balance: .zero, monthlyIncentive: monthlyIncentive, acceptedAt: acceptedAt,
            buyBefore: scheme.buyBefore(accepted: acceptedAt),
            expiresAt: scheme.expiresAt(accepted: acceptedAt))
    }
}

/// The 16 digits of a card. The last is the check digit of ISO/IEC 7812 (Luhn), so that a slip
/// in typing is caught; the public record names no rule.
public struct CardNumber: Sendable, Hashable, CustomStringConvertible {
    public static let length = 16

    public let text: String

    /// Nil unless there are 16 digits with a right check digit.
    public init?(_ text: String) {
        let digits = text.utf8.map { Int($0) - 48 }
        guard digits.count == Self.length, digits.allSatisfy({ (0...9).contains($0) }),
            Self.checkDigit(digits.dropLast()) == digits[Self.length - 1]
        else { return nil }
        self.text = text
    }

    /// The number whose first 15 digits are `body`, with leading zeros.
    public init(body: UInt64) {
        let digits = String(body)
        precondition(digits.utf8.count < Self.length, "a card number has 15 digits to give")
        let padded = String(repeating: "0", count: Self.length - 1 - digits.utf8.count) + digits
        text = padded + String(Self.checkDigit(padded.utf8.map { Int($0) - 48 }[...]))
    }

    /// A number read back from our own store.
    public init(stored text: String) {
        self.text = text
    }

    public var description: String { text }

    private static func checkDigit(_ digits: ArraySlice<Int>) -> Int {
        var sum = 0
        for (place, digit) in digits.reversed().enumerated() {
            let weighed = place % 2 == 0 ? digit * 2 : digit
            sum += weighed > 9 ? weighed - 9 : weighed
        }
        return (10 - sum % 10) % 10
    }
}
