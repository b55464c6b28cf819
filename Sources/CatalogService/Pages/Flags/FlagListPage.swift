import Catalog

/// The flags, with filters by rule, state and platform.
struct FlagListPage {
    let who: StaffVisitor
    let filter: FlagStore.Filter
    let flags: [FlaggedCourse]
    let counts: [FlagRule: [Flag.State: Int]]
    let next: String?
    let platforms: [String: String]

    private var say: Wording { who.say }
    private var words: FlagWords { FlagWords(say: say) }
    private var evidence: FlagEvidence { FlagEvidence(say: say, platforms: platforms) }

    var frame: StaffFrame {
        StaffFrame(
            title: say.plain("Tanda", "Flags"), section: .flags,
            content: """
                <h1>\(say("Kelas yang ditandai", "Flagged courses"))</h1>
                \(rules)
                \(narrowing)
                \(flags.isEmpty ? empty : list)
                """)
    }

    private func parameters(_ rule: FlagRule?) -> [(name: String, value: String)] {
        [
            ("rule", rule?.rawValue), ("platform", filter.platformID),
            ("state", filter.state == .open ? nil : filter.state?.rawValue ?? "all"),
            ("course", filter.course?.value),
        ].compactMap { name, value in value.map { (name, $0) } }
    }

    private var rules: HTML {
        func chip(_ rule: FlagRule?, _ label: String, _ count: Int) -> ChipLinks.Chip {
            .init(
                path: PagePath.flags.with(parameters(rule)),
                words: "\(label) \(say.count(count))", isCurrent: rule == filter.rule)
        }
        func count(_ rule: FlagRule) -> Int {
            guard let state = filter.state else {
                return counts[rule]?.values.reduce(0, +) ?? 0
            }
            return counts[rule]?[state] ?? 0
        }
        let all = FlagRule.allCases.map(count).reduce(0, +)
        let chips = FlagRule.allCases.filter { count($0) > 0 || $0 == filter.rule }
            .map { chip($0, say.label($0.label), count($0)) }
        return ChipLinks(
            label: say.plain("Aturan", "Rules"),
            chips: [chip(nil, say.plain("Semua", "All"), all)] + chips
        ).markup
    }

    private var narrowing: HTML {
        let fields = StaffFields()
        let everything: [(value: String, label: HTML)] = [("", say("Semua", "All"))]
        let states: [(value: String, label: HTML)] =
            Flag.State.allCases.map { ($0.rawValue, "\(words.state($0))") }
            + [("all", say("Semua", "All"))]
        let rule = filter.rule.map { StaffFields.hidden("rule", $0.rawValue) }
        return """
            <form class="filters" action="\(PagePath.flags)">\(rule)
            \(fields.select(
                "state", say("Keadaan", "State"), states,
                chosen: filter.state?.rawValue ?? "all"))
            \(fields.select(
                "platform", "Platform",
                everything + platforms.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") },
                chosen: filter.platformID ?? ""))
            <button>\(say("Saring", "Filter"))</button></form>
            """
    }

    private var empty: HTML {
        """
        <div class="empty"><h2>\(say("Tidak ada tanda di sini", "There is no flag here"))</h2>
        <p>\(say(
            "Aturan ditanyai setiap kali katalog berubah. Longgarkan saringan untuk melihat lebih "
                + "banyak.",
            "The rules are asked whenever the catalogue changes. Loosen the filter to see more."))
        </p><p><a class="button" href="\(PagePath.flags)">\
        \(say("Lihat yang terbuka", "See what is open"))</a></p></div>
        """
    }

    private var list: HTML {
        let items = flags.map { flagged -> HTML in
            let flag = flagged.flag
            let platform = platforms[flagged.platformID] ?? flagged.platformID
            return """
                <li class="row"><div><h2><a href="\(PagePath.flag(flag.id))">\
                \(flagged.title)</a></h2>
                <p class="muted small">\(platform) · \(say.price(flagged.price)) · \
                \(say.moment(flag.changedAt))</p>
                <p class="small">\(evidence.line(flag.evidence))</p></div>
                <p><strong>\(say.label(flag.rule.label))</strong>\
                \(filter.state == nil ? " " + words.badge(flag.state) : "")</p></li>
                """
        }
        return "<ul class=\"rows\">\(items)</ul>"
            + StaffPager.next(.flags, parameters(filter.rule), next, say)
    }
}
