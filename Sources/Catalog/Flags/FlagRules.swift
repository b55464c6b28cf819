/// The rules that look at one course alone. Pure: facts in, findings out.
public struct FlagRules: Sendable {
    /// Words before a claim that are looked at for a negation.
    static let negationWordsMax = 3
    /// Words of the text that are shown around a claim.
    static let excerptWordsMax = 6
    /// Claims that one flag lists.
    static let claimsShownMax = 8

    private struct Phrase: Sendable {
        let words: [String]
        let claim: FlagSettings.Claim
    }

    /// A scheme that asks for a length.
    private struct Minimum: Sendable {
        let scheme: String
        let minutes: Int
    }

    public let settings: FlagSettings
    private let phrases: [String: [Phrase]]
    private let negations: Set<String>
    private let owners: [String: FlagSettings.Owner]
    private let minimum: Minimum?

    public init(_ settings: FlagSettings, schemes: some Sequence<Scheme> = []) {
        self.settings = settings
        var phrases: [String: [Phrase]] = [:]
        for claim in settings.claims {
            for phrase in claim.phrases {
                let words = SearchText.words(in: phrase)
                phrases[words[0], default: []].append(Phrase(words: words, claim: claim))
            }
        }
        self.phrases = phrases
        negations = Set(settings.negations.flatMap { SearchText.words(in: $0) })
        var owners: [String: FlagSettings.Owner] = [:]
        for owner in settings.owners {
            for provider in owner.providers {
                owners[Self.key(platform: owner.platform, provider: provider)] = owner
            }
        }
        self.owners = owners
        minimum = schemes.compactMap { scheme in
            scheme.minimumCourseMinutes.map { Minimum(scheme: scheme.name, minutes: $0) }
        }.min { ($0.minutes, $0.scheme) < ($1.minutes, $1.scheme) }
    }

    /// All that is to be said of the course by itself.
    public func findings(on course: FlagSubject, now: Instant) -> [FlagFinding] {
        [
            forbiddenClaim(course), ownProvider(course), Self.abovePublicPrice(course),
            priceJumped(course, now: now), tooShort(course),
        ].compactMap(\.self)
    }

    // MARK: - Claims

    private func forbiddenClaim(_ course: FlagSubject) -> FlagFinding? {
        var facts: [FlagFact] = []
        var basis: [String] = []
        for text in [course.title, course.description] {
            for (claim, excerpt) in claims(in: text) where basis.count < Self.claimsShownMax {
                let fact = FlagFact.text(.place, excerpt)
                guard !facts.contains(fact) else { continue }
                let why = Label(indonesian: claim.why.id, english: claim.why.en)
                facts += [.text(.claim, why), fact]
                basis.append(claim.id + " " + excerpt)
            }
        }
        return facts.isEmpty ? nil : FlagFinding(.forbiddenClaim, facts, basis: basis)
    }

    /// The claims of a text with the words around them. One that is negated is none.
    private func claims(in text: String) -> [(FlagSettings.Claim, String)] {
        let words = SearchText.words(in: text)
        var found: [(FlagSettings.Claim, String)] = []
        for index in words.indices {
            for phrase in phrases[words[index]] ?? [] {
                let end = index + phrase.words.count
                guard end <= words.count, words[index..<end].elementsEqual(phrase.words),
                    !words[max(0, index - Self.negationWordsMax)..<index]
                        .contains(where: negations.contains)
                else { continue }
                let from = max(0, index - Self.excerptWordsMax)
                let to = min(words.count, end + Self.excerptWordsMax)
                found.append((phrase.claim, words[from..<to].joined(separator: " ")))
            }
        }
        return found
    }

    // MARK: - Provider and length

    private func ownProvider(_ course: FlagSubject) -> FlagFinding? {
        guard let provider = course.provider,
            let owner = owners[Self.key(platform: course.platformID, provider: provider)]
        else { return nil }
        return FlagFinding(
            .ownProvider,
            [
                .text(.provider, provider), .text(.platform, course.platformID),
                .text(.source, owner.source),
            ])
    }

    private static func key(platform: String, provider: String) -> String {
        platform + " " + SearchText.words(in: provider).joined(separator: " ")
    }

    /// A course that some scheme takes is no matter: it is the purchase that knows the scheme.
    private func tooShort(_ course: FlagSubject) -> FlagFinding? {
        guard let minimum, let minutes = course.durationMinutes, minutes < minimum.minutes else {
            return nil
        }
        return FlagFinding(
            .tooShort,
            [
                .minutes(.duration, minutes), .minutes(.minimumDuration, minimum.minutes),
                .text(.scheme, minimum.scheme),
            ])
    }

    // MARK: - Prices

    static func abovePublicPrice(_ course: FlagSubject) -> FlagFinding? {
        guard let price = course.price, let known = course.publicPrice, price > known.price else {
            return nil
        }
        return FlagFinding(
            .abovePublicPrice,
            [
                .money(.price, price), .money(.publicPrice, known.price),
                .link(.address, known.url), .moment(.seen, known.seenAt),
            ])
    }

    /// Against the lowest price of the time: several small rises are a great one.
    private func priceJumped(_ course: FlagSubject, now: Instant) -> FlagFinding? {
        let since = now - .days(settings.priceJump.days)
        let recent = course.priceChanges.filter { $0.at > since }
        let lowest = recent.compactMap { change in change.old.map { ($0, change.at) } }
            .min { ($0.0, $0.1) < ($1.0, $1.1) }
        // What was free has no percentage: it did not rise, it began to cost.
        guard let price = course.price, let (before, at) = lowest, before > .zero else {
            return nil
        }
        // Prices are bounded by ListingRules: a hundred times one is no overflow.
        let rise = (price - before).rupiah * 100 / before.rupiah
        guard rise >= Int64(settings.priceJump.percent) else { return nil }
        return FlagFinding(
            .priceJumped,
            [
                .money(.priceBefore, before), .money(.price, price),
                .percent(.share, Int(rise)), .moment(.changed, at),
            ], basis: ["\(before.rupiah)", "\(price.rupiah)"])
    }
}
