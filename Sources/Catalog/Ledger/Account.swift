import SQL

/// A side of a transfer. Only a card's available balance is stored (`cards.balance`); every
/// other balance is the sum of its transfers, so that no row is contended by everybody.
public enum Account: Sendable, Hashable {
    /// The state's money for one scheme.
    case treasury(scheme: String)
    /// What one participant may spend.
    case card(Identifier<Participant>)
    /// Charged, but the course is not completed: not yet the platform's.
    case held(platform: String)
    /// Earned by proof of completion.
    case payable(platform: String)

    /// The form in the store: `card:ptc_…`.
    public var name: String {
        switch self {
        case .treasury(let scheme): return "treasury:" + scheme
        case .card(let participant): return "card:" + participant.value
        case .held(let platform): return "held:" + platform
        case .payable(let platform): return "payable:" + platform
        }
    }

    public init?(name: String) {
        guard let colon = name.firstIndex(of: ":") else { return nil }
        let rest = String(name[name.index(after: colon)...])
        switch name[..<colon] {
        case "treasury": self = .treasury(scheme: rest)
        case "card": self = .card(Identifier(stored: rest))
        case "held": self = .held(platform: rest)
        case "payable": self = .payable(platform: rest)
        default: return nil
        }
    }
}

extension Account: SQLConvertible {
    public var sqlValue: SQLValue { .text(name) }
}
