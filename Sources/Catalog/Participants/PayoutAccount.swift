/// Where a participant's incentive is paid to: a bank account or an e-wallet.
public struct PayoutAccount: Sendable, Equatable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case bni, ovo, linkaja, gopay, dana
    }

    public enum State: String, Sendable, Codable, CaseIterable {
        /// The holder has the participant's own NIK.
        case verified
        /// The holder has another NIK: nothing is paid to it; another account mends that.
        case mismatch
        /// The bank has not answered who holds it.
        case pending
    }

    /// Digits of an account number: e-wallets use telephone numbers, banks up to 16.
    public static let accountDigits = 6...20

    public let participantID: Identifier<Participant>
    public let kind: Kind
    public let accountNumber: String
    /// NIK of the holder as the bank or wallet knows it.
    public let holderNIK: String
    public let state: State
    public let changedAt: Instant

    /// Decides the state by comparing the holder with the participant.
    /// - Throws: a 422 where the account number is not made of 6 to 20 digits.
    public init(
        of participant: Participant, kind: Kind, accountNumber: String, holderNIK: String,
        now: Instant
    ) throws(Refusal) {
        guard Self.accountDigits.contains(accountNumber.utf8.count),
            accountNumber.utf8.allSatisfy({ (48...57).contains($0) })
        else {
            throw Refusal(
                status: 422, code: "account_number_malformed",
                detail: "An account number is 6 to 20 digits.",
                fix: "Send its digits alone, without blanks or dashes.")
        }
        self.init(
            participantID: participant.id, kind: kind, accountNumber: accountNumber,
            holderNIK: holderNIK, state: holderNIK == participant.nik ? .verified : .mismatch,
            changedAt: now)
    }

    init(
        participantID: Identifier<Participant>, kind: Kind, accountNumber: String,
        holderNIK: String, state: State, changedAt: Instant
    ) {
        self.participantID = participantID
        self.kind = kind
        self.accountNumber = accountNumber
        self.holderNIK = holderNIK
        self.state = state
        self.changedAt = changedAt
    }
}
