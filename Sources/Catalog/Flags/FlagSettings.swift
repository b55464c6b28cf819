/// The data of the flag rules, read from `catalog-seed/flags.json`: what is a matter of policy
/// and not of program.
public struct FlagSettings: Sendable, Equatable, Decodable {
    public static let claimsMax = 200
    public static let phrasesMax = 100
    public static let ownersMax = 500

    /// A promise that courses may not make.
    public struct Claim: Sendable, Equatable, Decodable {
        public let id: String
        /// Words or phrases; case, marks and punctuation do not matter.
        public let phrases: [String]
        public let why: Category.LocalName
    }

    /// Providers that belong to whom a platform belongs to.
    public struct Owner: Sendable, Equatable, Decodable {
        public let platform: String
        public let providers: [String]
        /// Where it is on record.
        public let source: String
    }

    /// A rise within `days` to `percent` or more above the lowest price of that time.
    public struct Jump: Sendable, Equatable, Decodable {
        public let percent: Int
        public let days: Int
    }

    /// From so many cases on, and so many per cent of all.
    public struct Share: Sendable, Equatable, Decodable {
        public let atLeast: Int
        public let percent: Int

        private enum CodingKeys: String, CodingKey {
            case atLeast = "at_least"
            case percent
        }
    }

    public let claims: [Claim]
    /// Words that turn a claim into its opposite where they stand closely before it.
    public let negations: [String]
    public let owners: [Owner]
    public let priceJump: Jump
    /// Texts that share this part of their phrases say nearly the same.
    public let similarPercent: Int
    public let fastCompletions: Share
    public let refunds: Share
    public let lowRatings: Share
    /// How far back orders count.
    public let conductDays: Int

    private enum CodingKeys: String, CodingKey {
        case claims = "forbidden_claims"
        case negations
        case owners = "owned_providers"
        case priceJump = "price_jump"
        case similarPercent = "similar_percent"
        case fastCompletions = "fast_completions"
        case refunds
        case lowRatings = "low_ratings"
        case conductDays = "conduct_days"
    }

    /// Reads `flags.json`.
    /// - Throws: ``JSONFault`` naming what is missing or out of range.
    public static func load(from bytes: [UInt8]) throws(JSONFault) -> FlagSettings {
        let settings = try JSON.decode(FlagSettings.self, from: bytes)
        let percents = [
            ("similar_percent", settings.similarPercent),
            ("fast_completions.percent", settings.fastCompletions.percent),
            ("refunds.percent", settings.refunds.percent),
            ("low_ratings.percent", settings.lowRatings.percent),
        ]
        for (member, percent) in percents where !(1...100).contains(percent) {
            throw JSONFault(member: member, problem: "is from 1 to 100")
        }
        guard settings.priceJump.percent > 0, settings.priceJump.days > 0 else {
            throw JSONFault(member: "price_jump", problem: "has numbers above 0")
        }
        guard (1...3_650).contains(settings.conductDays) else {
            throw JSONFault(member: "conduct_days", problem: "is from 1 to 3650")
        }
        guard settings.claims.count <= claimsMax, settings.owners.count <= ownersMax else {
            throw JSONFault(
                member: "", problem: "more than \(claimsMax) claims or \(ownersMax) owners")
        }
        for claim in settings.claims {
            guard !claim.phrases.isEmpty, claim.phrases.count <= phrasesMax,
                claim.phrases.allSatisfy({ !SearchText.words(in: $0).isEmpty })
            else {
                throw JSONFault(
                    member: "forbidden_claims.\(claim.id)",
                    problem: "has 1 to \(phrasesMax) phrases, each with a word")
            }
        }
        return settings
    }
}
