/// Links to the same page with another choice each, the one that holds marked.
struct ChipLinks {
    struct Chip {
        let path: PagePath
        let words: HTML
        let isCurrent: Bool
    }

    /// What is chosen here.
    let label: String
    let chips: [Chip]

    var markup: HTML {
        let items = chips.map { chip -> HTML in
            let mark: HTML =
                chip.isCurrent
                ? "class=\"chip\" aria-current=\"page\"" : "class=\"chip plain\""
            return "<li><a \(mark) href=\"\(chip.path)\">\(chip.words)</a></li>"
        }
        return "<nav aria-label=\"\(label)\"><ul class=\"chips\">\(items)</ul></nav>"
    }
}
