import Catalog

/// The facts of a flag as people read them.
struct FlagEvidence {
    let say: Wording
    /// Names of the platforms by id.
    let platforms: [String: String]

    func list(_ facts: [FlagFact]) -> HTML {
        let rows = facts.map { fact -> HTML in
            "<div><dt>\(say.label(fact.name.label))</dt><dd>\(value(fact))</dd></div>"
        }
        return "<dl class=\"bill told\">\(rows)</dl>"
    }

    /// In one line, for a list.
    func line(_ facts: [FlagFact]) -> HTML {
        facts.prefix(3).map { fact -> HTML in
            "\(say.label(fact.name.label)): \(plain(fact))"
        }.joined(by: " · ")
    }

    private func value(_ fact: FlagFact) -> HTML {
        switch fact.kind {
        case .course:
            let id = Identifier<Course>(stored: fact.course ?? "")
            return "<a href=\"\(PagePath.curated(id))\">\(fact.text ?? "")</a>"
        case .link:
            // `ListingRules` admitted it: http or https, without quotes or user information.
            return """
                <a href="\(fact.text ?? "")" rel="noopener noreferrer nofollow">\
                \(fact.text ?? "")</a>
                """
        default: return "\(plain(fact))"
        }
    }

    private func plain(_ fact: FlagFact) -> String {
        let number = fact.number ?? 0
        switch fact.kind {
        case .money: return say.price(Money(rupiah: number))
        case .minutes: return say.duration(minutes: Int(number))
        case .percent: return "\(number) %"
        case .count: return say.count(Int(number))
        case .moment: return say.moment(Instant(milliseconds: number))
        case .text, .link, .course:
            let text = fact.text ?? ""
            if fact.name == .platform || fact.name == .otherPlatform {
                return platforms[text] ?? text
            }
            return fact.english.map { say.plain(text, $0) } ?? text
        }
    }
}
