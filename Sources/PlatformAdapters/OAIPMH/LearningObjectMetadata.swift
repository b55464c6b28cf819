import Catalog

/// IEEE 1484.12.1 Learning Object Metadata in XML (1484.12.3), and IMS Learning Resource Metadata
/// 1.2, which differs in capitals and in the names of its text elements.
struct LearningObjectMetadata {
    private let root: XMLElement

    init(_ root: XMLElement) {
        self.root = root
    }

    func fill(_ record: inout SourceRecord) {
        record.fields["title"] = text(["general", "title"])
        let descriptions = root.all(["general", "description"]).compactMap(Self.text)
        if !descriptions.isEmpty {
            record.fields["description"] = .string(descriptions.joined(separator: "\n"))
        }
        if let language = root.all(["general", "language"]).compactMap(\.line).first,
            language.lowercased() != "none"
        {
            record.fields["language"] = .string(language)
        }
        record.fields["provider"] = publisher.map(JSONValue.string)
        record.fields["category"] = terms(of: "discipline").first.map(JSONValue.string)
        let skills = terms(of: "competency")
        if !skills.isEmpty { record.fields["skills"] = .array(skills.map(JSONValue.string)) }
        record.fields["url"] = link.map(JSONValue.string)
        fillDuration(&record)
        fillWords(&record)
        let rights = root.all(["rights", "description"]).flatMap(Self.texts)
        PriceStatement.fill(&record, from: rights)
    }

    private func fillDuration(_ record: inout SourceRecord) {
        let times = root.all(["educational", "typicallearningtime"])
        let texts = (times.flatMap { $0.all("duration") } + times.flatMap { $0.all("datetime") })
            .compactMap(\.line)
        guard let text = texts.first else { return }
        if let minutes = ISODuration.minutes(text) {
            record.fields["duration_minutes"] = .string(String(minutes))
        } else {
            record.notes.append(RecordReader.note("duration", text))
        }
    }

    /// Difficulty is LOM's vocabulary for whom a course is; kinds of delivery it has none, so
    /// ours are taken where they stand among the resource types.
    private func fillWords(_ record: inout SourceRecord) {
        if let word = vocabulary(["educational", "difficulty"]).first {
            let levels: [String: Level] = [
                "very easy": .beginner, "easy": .beginner, "medium": .intermediate,
                "difficult": .advanced, "very difficult": .advanced,
            ]
            record.fields["level"] = .string(levels[word]?.rawValue ?? word)
        }
        let types = vocabulary(["educational", "learningresourcetype"])
        record.fields["delivery"] = types.first { Delivery(rawValue: $0) != nil }
            .map(JSONValue.string)
    }

    private var publisher: String? {
        for contribution in root.all(["lifecycle", "contribute"]) {
            guard Self.value(contribution.first("role")) == "publisher" else { continue }
            let entities =
                contribution.all("entity")
                + contribution.all(["centity", "vcard"])
            if let name = entities.compactMap({ VCard.organisation($0.text) }).first {
                return name
            }
        }
        return nil
    }

    /// The most special term of each path in the classifications of that purpose.
    private func terms(of purpose: String) -> [String] {
        root.all("classification").filter { Self.value($0.first("purpose")) == purpose }
            .flatMap { $0.all("taxonpath") }
            .compactMap { path in
                var last: String?
                var taxa = path.all("taxon")
                // IMS nests each taxon in the one above it.
                while !taxa.isEmpty {
                    last = taxa.compactMap { $0.first("entry").flatMap(Self.text) }.last ?? last
                    taxa = taxa.flatMap { $0.all("taxon") }
                }
                return last
            }
    }

    private var link: String? {
        let places =
            root.all(["technical", "location"]) + root.all(["general", "identifier", "entry"])
        return places.compactMap { $0.line ?? Self.text($0) }
            .first { $0.hasPrefix("https://") || $0.hasPrefix("http://") }
    }

    private func text(_ path: [String]) -> JSONValue? {
        root.all(path).compactMap(Self.text).first.map(JSONValue.string)
    }

    private func vocabulary(_ path: [String]) -> [String] {
        root.all(path).compactMap(Self.value)
    }

    /// The word of a vocabulary, in lower case.
    private static func value(_ element: XMLElement?) -> String? {
        guard let element else { return nil }
        return (element.first("value") ?? element).withText.flatMap { $0.line?.lowercased() }
    }

    /// In Indonesian where there is a choice, else as it comes first.
    static func text(_ element: XMLElement) -> String? {
        let strings = strings(element)
        let chosen = strings.first { $0.isIndonesian } ?? strings.first
        return chosen.map { TextRules.block($0.text) }
    }

    private static func texts(_ element: XMLElement) -> [String] { strings(element).map(\.text) }

    private static func strings(_ element: XMLElement) -> [XMLElement] {
        let strings = element.all("string") + element.all("langstring")
        return (strings.isEmpty ? [element] : strings).filter { $0.line != nil }
    }
}

extension XMLElement {
    /// Itself, or the first text element within.
    fileprivate var withText: XMLElement? {
        line != nil ? self : children.first { $0.line != nil }
    }

    /// By `xml:lang`, or `language` in LOM.
    var isIndonesian: Bool {
        let tag = (attributes["language"] ?? attributes["lang"] ?? "").lowercased()
        return ["id", "in", "ind"].contains(tag.prefix { $0 != "-" && $0 != "_" })
    }
}
