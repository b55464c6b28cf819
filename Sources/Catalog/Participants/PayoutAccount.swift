/// Where a participant's incentive is paid to: a bank account or an e-wallet.
///
/// No bank is connected in this version: whose account it is, the participant declares, and the
/// declared NIK is compared. A bank's answer will take the declaration's place; until then
/// ``State/verified`` means no more than that the two agree.
public struct PayoutAccount: Sendable, Equatable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case bni, ovo, linkaja, gopay, dana
    }

    public enum State: String, Sendable, Codable, CaseIterable {
        /// The declared holder has the participant's own NIK.
        case verified
        /// The declared holder has another NIK: nothing is paid to it; another account mends that.
        case mismatch
        /// For a bank that has not answered who holds it.
        case pending
    }

    /// Digits of an account number: e-wallets use telephone numbers, banks up to 16.
    public static let accountDigits = 6...20

    public let participantID: Identifier<Participant>
    public let kind: Kind
    public let accountNumber: String
    /// NIK of the holder as the participant declares it.
    public let holderNIK: String
    public let state: State
    public let changedAt: Instant

    /// Decides the state by comparing the holder with the participant.
    /// - Parameter regencies: known Kemendagri codes, for the structure of the holder's NIK.
    /// - Throws: a 422 where the account number is not made of 6 to 20 digits or the holder's NIK
    ///   is impossible (a ``NIK/Fault`` as code).
    public init(
        of participant: Participant, kind: Kind, accountNumber: String, holderNIK: String,
        regencies: Set<String>, now: Instant
    ) throws(Refusal) {
        guard Self.accountDigits.contains(accountNumber.utf8.count),
            accountNumber.utf8.allSatisfy({ (48...57).contains($0) })
        else {
            throw Refusal(
                status: 422, code: "account_number_malformed",
                detail: "An account number is 6 to 20 digits.",
                fix: "Send its digits alone, without blanks or dashes.")
        }
        do {
            _ = try NIK(holderNIK, regencies: regencies)
        } catch {
            throw Refusal(
                status: 422, code: error.rawValue,
                detail: "holder_nik is the 16 digits of the account holder's identity number.")
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
