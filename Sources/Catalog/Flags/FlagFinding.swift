import Cryptography

/// What a rule found: its evidence, and the digest of the facts that a dismissal would be about.
public struct FlagFinding: Sendable, Equatable {
    /// Facts of one flag; further ones are counted, not listed.
    public static let factsMax = 40

    public let rule: FlagRule
    public let evidence: [FlagFact]
    /// Equal as long as nothing that matters has changed.
    public let basis: String

    /// - Parameter basis: what a dismissal is about, where that is less than all of the evidence:
    ///   figures that grow by one with each order would otherwise undo every dismissal.
    init(_ rule: FlagRule, _ evidence: [FlagFact], basis: [String]? = nil) {
        self.rule = rule
        self.evidence = Array(evidence.prefix(Self.factsMax))
        let facts = basis.map { Array($0.joined(separator: "\n").utf8) } ?? JSON.encode(evidence)
        self.basis = Hex.encode(Array(SHA256.digest(facts).prefix(16)))
    }
}
