/// What becomes of a flag when its rule is asked again. Pure.
enum FlagTransition: Equatable {
    /// What is stored of a flag, as far as this decides.
    struct Known: Equatable {
        let state: Flag.State
        let basis: String
        let dismissedBasis: String?
        let evidence: String
    }

    case nothing
    /// A new row.
    case raise
    /// The facts are there again, or differ from what was dismissed: somebody has to look.
    case open
    /// As it was, with newer figures.
    case refresh
    /// The facts came back that the last dismissal was about.
    case dismissAgain
    case goAway

    /// - Parameter evidence: of the finding, as it would be stored.
    static func decide(
        _ known: Known?, finding: FlagFinding?, evidence: String
    ) -> FlagTransition {
        guard let known else { return finding == nil ? .nothing : .raise }
        guard let finding else { return known.state == .gone ? .nothing : .goAway }
        let isDismissed = known.dismissedBasis == finding.basis
        switch known.state {
        case .gone: return isDismissed ? .dismissAgain : .open
        case .dismissed where !isDismissed: return .open
        case .open where isDismissed: return .dismissAgain
        case .open, .dismissed:
            return known.evidence == evidence && known.basis == finding.basis
                ? .nothing : .refresh
        }
    }
}
