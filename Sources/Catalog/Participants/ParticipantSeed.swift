import Cryptography
import SQL

/// The people of `catalog-seed/participants.json`: invented, each in a telling state. Times are
/// given in days before loading, so that the states stay true whenever the demo is started.
public struct ParticipantSeed: Sendable {
    /// People of one file.
    public static let peopleMax = 1_000

    struct File: Decodable {
        let participants: [Person]
        let staff: [Employee]
    }

    struct Person: Decodable {
        let id, about, email, name, nik, scheme: String
        let password, phone, regency: String?
        let cardNumber: String
        let acceptedDaysAgo: Int
        /// Less than the scheme's training balance; nil for a full card.
        let balance: Money?
        let monthlyIncentive: Money?
        let revoked: Bool?
        let payoutAccount: Account?

        enum CodingKeys: String, CodingKey {
            case id, about, email, name, nik, scheme, password, phone, regency, balance, revoked
            case cardNumber = "card_number"
            case acceptedDaysAgo = "accepted_days_ago"
            case monthlyIncentive = "monthly_incentive"
            case payoutAccount = "payout_account"
        }
    }

    struct Account: Decodable {
        let kind: PayoutAccount.Kind
        let number: String
        let holderNIK: String

        enum CodingKeys: String, CodingKey {
            case kind, number
            case holderNIK = "holder_nik"
        }
    }

    struct Employee: Decodable {
        let id, email, name: String
        let role: Staff.Role
        /// Of a partner.
        let platform: String?
    }

    /// A person with everything that is stored of them.
    struct Entry: Sendable {
        let participant: Participant
        let passwordHash: String?
        let card: Card
        let funds: Money
        let isRevoked: Bool
        let payoutAccount: PayoutAccount?
    }

    let people: [Entry]
    let staff: [Staff]

    /// Reads and checks the file. Passwords are hashed here, at tens of milliseconds each: not in
    /// the command that loads.
    /// - Parameters:
    ///   - regencies: known Kemendagri codes.
    ///   - schemes: those of `schemes.json`.
    /// - Throws: ``JSONFault`` naming the member that is wrong.
    public init(
        _ bytes: [UInt8], regencies: Set<String>, schemes: [String: Scheme], now: Instant
    ) throws(JSONFault) {
        let file = try JSON.decode(File.self, from: bytes)
        guard file.participants.count + file.staff.count <= Self.peopleMax else {
            throw JSONFault(member: "", problem: "more than \(Self.peopleMax) people")
        }
        var people: [Entry] = []
        for (index, person) in file.participants.enumerated() {
            let check = SeedCheck(path: "participants.\(index)")
            people.append(
                try check.entry(person, regencies: regencies, schemes: schemes, now: now))
        }
        var staff: [Staff] = []
        for (index, employee) in file.staff.enumerated() {
            let check = SeedCheck(path: "staff.\(index)")
            staff.append(try check.staff(employee))
        }
        self.people = people
        self.staff = staff
    }

    /// Adds the people who are not there yet; those who are stay as they are.
    /// - Returns: how many participants were added.
    @discardableResult
    public func load(into database: any Database, now: Instant) throws -> Int {
        let participants = ParticipantStore(database)
        let cards = CardStore(database)
        var added = 0
        for person in people {
            guard try participants.participant(person.participant.id) == nil else { continue }
            try participants.insert(person.participant, passwordHash: person.passwordHash)
            try cards.insert(person.card)
            try LedgerStore(database).fund(
                person.participant.id, scheme: person.card.schemeID, amount: person.funds, now: now)
            if person.isRevoked { _ = try cards.revoke(person.participant.id, now: now) }
            if let account = person.payoutAccount {
                try PayoutAccountStore(database).set(account)
            }
            added += 1
        }
        let store = StaffStore(database)
        for employee in staff where try store.staff(employee.id) == nil {
            try store.insert(employee, now: now)
        }
        return added
    }
}

/// Checks the people of one seed file; `path` is where they stand in it.
private struct SeedCheck {
    let path: String

    func entry(
        _ person: ParticipantSeed.Person, regencies: Set<String>, schemes: [String: Scheme],
        now: Instant
    ) throws(JSONFault) -> ParticipantSeed.Entry {
        let id = try need(Identifier<Participant>(person.id), "id", "is not a participant id")
        let scheme = try need(schemes[person.scheme], "scheme", "is not one of schemes.json")
        let email = try need(SignIn.normalised(person.email), "email", "is no e-mail address")
        let number = try need(
            CardNumber(person.cardNumber), "card_number", "is not 16 digits with a check digit")
        do {
            _ = try NIK(person.nik, regencies: regencies)
        } catch {
            throw JSONFault(member: "\(path).nik", problem: error.rawValue)
        }
        let funds = person.balance ?? scheme.trainingBalance
        guard funds > .zero, funds <= scheme.trainingBalance else {
            throw JSONFault(
                member: "\(path).balance", problem: "is not within \(scheme.trainingBalance)")
        }
        guard (person.monthlyIncentive == nil) == (scheme.incentive.amount != nil) else {
            throw JSONFault(
                member: "\(path).monthly_incentive",
                problem: "goes with a scheme that leaves the amount to acceptance, and only there")
        }
        let accepted = now - .days(person.acceptedDaysAgo)
        let participant = Participant(
            id: id, email: email, name: person.name, nik: person.nik, phone: person.phone,
            regency: person.regency, createdAt: accepted)
        return ParticipantSeed.Entry(
            participant: participant,
            passwordHash: person.password.flatMap { PasswordHash.make($0) },
            card: Card(
                accepted: accepted, participantID: id, number: number, scheme: scheme,
                monthlyIncentive: person.monthlyIncentive),
            funds: funds, isRevoked: person.revoked ?? false,
            payoutAccount: try account(
                person.payoutAccount, of: participant, regencies: regencies, now: now))
    }

    func staff(_ employee: ParticipantSeed.Employee) throws(JSONFault) -> Staff {
        guard (employee.role == .partner) == (employee.platform != nil) else {
            throw JSONFault(
                member: "\(path).platform", problem: "goes with the role partner, and only there")
        }
        return Staff(
            id: try need(Identifier<Staff>(employee.id), "id", "is not a staff id"),
            email: try need(SignIn.normalised(employee.email), "email", "is no e-mail address"),
            name: employee.name, role: employee.role, platformID: employee.platform)
    }

    private func account(
        _ account: ParticipantSeed.Account?, of participant: Participant, regencies: Set<String>,
        now: Instant
    ) throws(JSONFault) -> PayoutAccount? {
        guard let account else { return nil }
        do {
            return try PayoutAccount(
                of: participant, kind: account.kind, accountNumber: account.number,
                holderNIK: account.holderNIK, regencies: regencies, now: now)
        } catch {
            throw JSONFault(member: "\(path).payout_account", problem: error.detail)
        }
    }

    private func need<Value>(
        _ value: Value?, _ member: String, _ problem: String
    ) throws(JSONFault) -> Value {
        guard let value else { throw JSONFault(member: "\(path).\(member)", problem: problem) }
        return value
    }
}
