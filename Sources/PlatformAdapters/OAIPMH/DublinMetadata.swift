import Catalog

/// Unqualified Dublin Core, the format that every OAI-PMH repository has (`oai_dc`).
struct DublinMetadata {
    private let root: XMLElement

    init(_ root: XMLElement) {
        self.root = root
    }

    func fill(_ record: inout SourceRecord) {
        record.fields["title"] = value("title")
        record.fields["description"] = value("description")
        record.fields["provider"] = value("publisher")
        record.fields["category"] = root.all("subject").compactMap(\.line).first
            .map(JSONValue.string)
        record.fields["language"] = root.all("language").compactMap(\.line).first
            .map(JSONValue.string)
        record.fields["url"] = root.all("identifier").compactMap(\.line)
            .first { $0.hasPrefix("https://") || $0.hasPrefix("http://") }.map(JSONValue.string)
        record.fields["delivery"] = root.all("type").compactMap { $0.line?.lowercased() }
            .first { Delivery(rawValue: $0) != nil }.map(JSONValue.string)
        PriceStatement.fill(&record, from: root.all("rights").map(\.text))
    }

    private func value(_ name: String) -> JSONValue? {
        let elements = root.all(name).filter { $0.line != nil }
        let chosen = elements.first { $0.isIndonesian } ?? elements.first
        return chosen.map { .string(TextRules.block($0.text)) }
    }
}

/// A price among statements of rights, such as `IDR 150000.00`.
enum PriceStatement {
    /// Takes the one in rupiah where there are several; other statements are noted.
    static func fill(_ record: inout SourceRecord, from statements: [String]) {
        let prices = statements.compactMap(read)
        guard let price = prices.first(where: { $0.currency == "IDR" }) ?? prices.first else {
            if let words = statements.first {
                record.notes.append(RecordReader.note("price", words))
            }
            return
        }
        record.fields["currency"] = .string(price.currency)
        record.fields["price"] = .string(price.amount)
    }

    /// Three letters and a number; anything else is no price.
    static func read(_ statement: String) -> (currency: String, amount: String)? {
        let line = TextRules.line(statement)
        let currency = line.prefix(3).uppercased()
        let amount = line.dropFirst(3).drop { $0 == " " }
        guard currency.count == 3, currency.allSatisfy({ $0.isASCII && $0.isLetter }),
            amount.first?.isNumber == true,
            amount.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "." || $0 == ",") })
        else { return nil }
        return (currency, String(amount))
    }
}
