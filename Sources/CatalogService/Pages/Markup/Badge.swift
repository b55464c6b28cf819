/// How a badge is coloured; its words alone say it too.
enum BadgeTone: Sendable {
    case plain, good, bad
}

extension HTML {
    /// How something stands, in a word or two.
    static func badge(_ words: HTML, _ tone: BadgeTone = .plain) -> HTML {
        let mark: HTML =
            switch tone {
            case .plain: "state"
            case .good: "state good"
            case .bad: "state bad"
            }
        return "<span class=\"\(mark)\">\(words)</span>"
    }

    static func badge(_ words: String, _ tone: BadgeTone = .plain) -> HTML {
        badge(HTML(escaping: words), tone)
    }
}
