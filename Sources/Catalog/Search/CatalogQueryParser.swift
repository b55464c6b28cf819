/// Reads a ``CatalogQuery`` from query parameters and gathers all that is wrong with them.
struct CatalogQueryParser {
    private static let single = ["q", "price_max", "sort", "limit", "cursor"]

    private let vocabulary: FacetVocabulary
    private var query: CatalogQuery
    private var reasons: [Refusal.Reason] = []
    private var singles: [String: String] = [:]

    private init(_ vocabulary: FacetVocabulary, _ language: LabelLanguage) {
        self.vocabulary = vocabulary
        query = CatalogQuery(language: language)
    }

    /// - Throws: status 400, `invalid_parameter` or `invalid_cursor`, with a reason for each
    ///   parameter that is wrong.
    static func query(
        _ parameters: [(name: String, value: String)], language: LabelLanguage,
        vocabulary: FacetVocabulary
    ) throws(Refusal) -> CatalogQuery {
        var parser = CatalogQueryParser(vocabulary, language)
        parser.read(parameters)
        guard parser.reasons.isEmpty else {
            throw Refusal(
                status: 400, code: parser.reasons[0].code,
                detail: parser.reasons.map(\.detail).joined(separator: " "),
                reasons: parser.reasons)
        }
        return parser.query
    }

    private mutating func read(_ parameters: [(name: String, value: String)]) {
        guard parameters.count <= CatalogQuery.parametersMax else {
            refuse("There are more than \(CatalogQuery.parametersMax) parameters.", "Send fewer.")
            return
        }
        for (name, value) in parameters {
            if let facet = CatalogFacet(rawValue: name) {
                select(facet, value)
            } else if Self.single.contains(name) {
                if singles.updateValue(value, forKey: name) != nil {
                    refuse("`\(name)` is given twice.", "Give it once.")
                }
            } else {
                let known = CatalogFacet.allCases.map(\.rawValue) + Self.single
                refuse("`\(name.prefix(40))` is not a parameter.", allowed(known))
            }
        }
        for position in query.selected.indices where query.selected[position].count > 1 {
            query.selected[position] = Set(query.selected[position]).sorted()
        }
        readText()
        readNumbers()
        readSort()
        readCursor()
    }

    /// An empty value is no choice: forms send it so.
    private mutating func select(_ facet: CatalogFacet, _ text: String) {
        let allowedValues = vocabulary.values[facet.position].map(\.value)
        for value in text.split(separator: ",").map(String.init) {
            guard allowedValues.contains(value) else {
                refuse(
                    "`\(facet.rawValue)` has no value `\(value.prefix(40))`.",
                    allowed(allowedValues))
                return
            }
            query.selected[facet.position].append(value)
        }
        if query.selected[facet.position].count > CatalogQuery.valuesMax {
            refuse(
                "`\(facet.rawValue)` has more than \(CatalogQuery.valuesMax) values.",
                "Choose fewer.")
        }
    }

    private mutating func readText() {
        guard let text = singles["q"], text.contains(where: { !$0.isWhitespace }) else { return }
        // A letter may carry any number of marks: bytes are bounded as well.
        if text.count > CatalogQuery.textCharactersMax
            || text.utf8.count > CatalogQuery.textCharactersMax * 8
        {
            refuse(
                "`q` is longer than \(CatalogQuery.textCharactersMax) characters.", "Shorten it.")
        }
        query.text = String(text.drop { $0.isWhitespace })
    }

    private mutating func readNumbers() {
        if let text = singles["limit"], !text.isEmpty {
            if let limit = Self.number(text), (1...Int64(CatalogQuery.limitMax)).contains(limit) {
                query.limit = Int(limit)
            } else {
                refuse(
                    "`limit` is not a whole number from 1 to \(CatalogQuery.limitMax).",
                    "Give one, or leave it out for \(CatalogQuery.limitDefault).")
            }
        }
        if let text = singles["price_max"], !text.isEmpty {
            query.priceMax = Self.number(text)
            if query.priceMax == nil {
                refuse(
                    "`price_max` is not a whole number of rupiah.",
                    "Give digits alone, such as 250000.")
            }
        }
    }

    /// Digits alone, up to 15 of them.
    private static func number(_ text: String) -> Int64? {
        guard text.utf8.count <= 15, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int64(text)
    }

    private mutating func readSort() {
        query.sort = query.text == nil ? .newest : .relevance
        guard let text = singles["sort"], !text.isEmpty else { return }
        guard let sort = CatalogSort(rawValue: text) else {
            refuse(
                "`sort` has no value `\(text.prefix(40))`.",
                allowed(CatalogSort.allCases.map(\.rawValue)))
            return
        }
        query.sort = sort == .relevance && query.text == nil ? .newest : sort
    }

    private mutating func readCursor() {
        guard let text = singles["cursor"], !text.isEmpty else { return }
        guard let cursor = CatalogCursor(text) else {
            refuse(
                "`cursor` is not one that this service gave.", "Begin again without it.",
                code: "invalid_cursor")
            return
        }
        guard cursor.fingerprint == CatalogCursor.fingerprint(of: query.fingerprintText) else {
            refuse(
                "`cursor` belongs to another query.",
                "Keep all other parameters but `limit`, or begin again without it.",
                code: "invalid_cursor")
            return
        }
        query.cursor = cursor
    }

    private func allowed(_ values: [String]) -> String {
        "Allowed: \(values.joined(separator: ", "))."
    }

    private mutating func refuse(
        _ detail: String, _ fix: String, code: String = "invalid_parameter"
    ) {
        reasons.append(Refusal.Reason(code: code, detail: detail, fix: fix))
    }
}
