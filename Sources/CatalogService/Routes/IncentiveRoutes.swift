import Catalog
import HTTPServer
import SQL

/// Whether a participant has earned the incentive, and the account it goes to.
struct IncentiveRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", "/v1/me/incentives", .noBody, incentives)
        router.on("GET", "/v1/me/payout-account", .noBody, account)
        router.on("PUT", "/v1/me/payout-account", .json, setAccount)
    }

    @Sendable private func incentives(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let clock = context.clock
        let state = context.state
        let standing: @Sendable (any Database) throws -> IncentiveStore.Standing = { database in
            let incentives = IncentiveStore(database, schemes: state.schemes)
            let participant = try token.participant(in: database, now: clock.now())
            guard let standing = try incentives.standing(of: participant) else {
                throw Refusal.notFound("participant")
            }
            return standing
        }
        // What a platform told late, such as the length of a course, may have made someone
        // eligible without a step of theirs: who looks, has it granted.
        return context.read(for: request) { database in
            let found = try standing(database)
            return found.state == .eligible && !found.isGranted ? nil : found
        } orWrite: { database in
            let participant = try token.participant(in: database, now: clock.now())
            try IncentiveStore(database, schemes: state.schemes).evaluate(
                participant, now: clock.now())
            return try standing(database)
        } answer: {
            .json(IncentiveView($0))
        }
    }

    private struct AccountView: Encodable {
        let kind: PayoutAccount.Kind
        /// The last four digits: enough to recognise it.
        let account_number: String
        let state: PayoutAccount.State
        let changed_at: Instant

        init(_ account: PayoutAccount) {
            kind = account.kind
            account_number = "…" + account.accountNumber.suffix(4)
            state = account.state
            changed_at = account.changedAt
        }
    }

    @Sendable private func account(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let clock = context.clock
        return context.read(for: request) { database in
            let participant = try token.participant(in: database, now: clock.now())
            guard let account = try PayoutAccountStore(database).account(of: participant) else {
                throw Refusal.notFound("payout account")
            }
            return account
        } answer: {
            .json(AccountView($0), headers: [("ETag", Self.entityTag($0))])
        }
    }

    /// Names this state of the account without giving away what it is made of.
    private static func entityTag(_ account: PayoutAccount) -> String {
        EntityTags.tag(of: [
            account.kind.rawValue, account.accountNumber, account.state.rawValue,
            account.changedAt.description,
        ])
    }

    private struct Input: RequestBody {
        static let members: Set = ["kind", "account_number", "holder_nik"]
        let kind: PayoutAccount.Kind
        let account_number: String
        let holder_nik: String
    }

    /// About 34,000 people once waited for money behind a mismatch that they could not mend:
    /// here the account can be changed, and what was missing is decided at once. Who changes
    /// one names the state that they saw, so that of two changes none is lost unseen.
    @Sendable private func setAccount(_ request: HTTPRequest) throws -> Reply {
        let token = try BearerToken(of: request)
        let input = try request.decoded(Input.self)
        let clock = context.clock
        let state = context.state
        let regions = context.regions
        return context.write(for: request) { database in
            let now = clock.now()
            let id = try token.participant(in: database, now: now)
            guard let participant = try ParticipantStore(database).participant(id) else {
                throw Refusal.notFound("participant")
            }
            let account = try PayoutAccount(
                of: participant, kind: input.kind, accountNumber: input.account_number,
                holderNIK: input.holder_nik, regencies: Set(regions.keys), now: now)
            let accounts = PayoutAccountStore(database)
            try request.checkIfMatch(accounts.account(of: id).map(Self.entityTag))
            try accounts.set(account)
            try IncentiveStore(database, schemes: state.schemes).evaluate(id, now: now)
            return account
        } answer: {
            .json(AccountView($0), headers: [("ETag", Self.entityTag($0))])
        }
    }
}
