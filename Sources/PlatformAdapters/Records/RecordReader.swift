import Catalog

/// Turns records into listings: each field checked for its type and its bounds, what the source
/// does not say left empty. A wrong type rejects the record; an unknown word leaves its field
/// empty and is noted.
struct RecordReader {
    static let idCharactersMax = 200
    static let titleCharactersMax = 300
    /// A longer description is cut; the sanitiser closes what the cut left open.
    static let descriptionCharactersMax = 20_000
    static let nameCharactersMax = 200
    static let skillsMax = 50
    static let skillCharactersMax = 100
    static let urlBytesMax = 2_000
    static let schedulesMax = 200
    static let durationMinutesMax = 525_600
    static let rupiahMax: Int64 = 1_000_000_000

    let platformID: String

    /// Takes the records into a page. An id that was seen before is rejected: the first counts.
    func page(of records: [SourceRecord], seen: inout Set<String>) -> CataloguePage {
        var page = CataloguePage()
        for record in records {
            var notes = record.notes
            var name = record.place
            do throws(RecordFault) {
                let id = try Self.id(record.id)
                name = id
                guard seen.insert(id).inserted else { throw RecordFault(reason: "listed twice") }
                if let fault = record.fault {
                    if fault.isGone { page.removed.append(id) }
                    throw fault
                }
                page.listings.append(try listing(record, id: id, notes: &notes))
            } catch {
                let reason =
                    name == record.place ? error.reason : "\(record.place): \(error.reason)"
                page.rejects.append(RejectedRecord(record: name, reason: reason))
                continue
            }
            page.unknownWords += notes.map { RejectedRecord(record: name, reason: $0) }
        }
        return page
    }

    /// - Parameter notes: gets the words that left a field empty.
    func listing(
        _ record: SourceRecord, id: String, notes: inout [String]
    ) throws(RecordFault) -> Listing {
        let fields = FieldReader(fields: record.fields, isText: record.isText)
        guard let title = try fields.line("title", max: Self.titleCharactersMax) else {
            throw RecordFault(reason: "title is missing")
        }
        var listing = Listing(platformID: platformID, externalID: id, title: title)
        listing.description = String(
            try fields.block("description").prefix(Self.descriptionCharactersMax))
        listing.provider = try fields.line("provider", max: Self.nameCharactersMax)
        listing.category = try fields.line("category", max: Self.nameCharactersMax)
        listing.price = try price(fields, &notes)
        listing.delivery = try fields.word("delivery", &notes)
        listing.level = try fields.word("level", &notes)
        listing.language = try language(fields, &notes)
        listing.durationMinutes = try duration(fields)
        listing.skills = try fields.list("skills").prefix(Self.skillsMax).map {
            String($0.prefix(Self.skillCharactersMax))
        }
        listing.enrolmentKey = record.enrolmentKey
        listing.url = try webAddress(fields, "url", &notes)
        listing.imageURL = try webAddress(fields, "image_url", &notes)
        listing.schedules = try ScheduleReader.schedules(record.fields["schedules"], &notes)
        if let text = try fields.text("updated_at") {
            listing.updatedAt = Instant(text)
            if listing.updatedAt == nil { notes.append(Self.note("updated_at", text)) }
        }
        return listing
    }

    static func note(_ field: String, _ word: String) -> String {
        "\(field): \(TextRules.line(word).prefix(80))"
    }

    private static func id(_ value: JSONValue?) throws(RecordFault) -> String {
        guard case .string(let text)? = value else {
            throw RecordFault(reason: value == nil ? "id is missing" : "id is not text")
        }
        guard !text.isEmpty, text == TextRules.line(text) else {
            throw RecordFault(reason: "id is empty or holds spaces or control characters")
        }
        guard text.count <= idCharactersMax else {
            throw RecordFault(reason: "id is longer than \(idCharactersMax) characters")
        }
        return text
    }

    /// A price that is not stated in rupiah is no price.
    private func price(
        _ fields: FieldReader, _ notes: inout [String]
    ) throws(RecordFault) -> Money? {
        let currency = try fields.text("currency")
        guard let rupiah = try fields.rupiah("price", isRupiah: currency == "IDR") else {
            return nil
        }
        guard currency == "IDR" else {
            notes.append(Self.note("currency", currency ?? "not stated"))
            return nil
        }
        guard (0...Self.rupiahMax).contains(rupiah) else {
            throw RecordFault(reason: "price is not between 0 and \(Self.rupiahMax) rupiah")
        }
        return Money(rupiah: rupiah)
    }

    /// The primary subtag (BCP 47), lower case.
    private func language(
        _ fields: FieldReader, _ notes: inout [String]
    ) throws(RecordFault) -> String? {
        guard let tag = try fields.text("language") else { return nil }
        let primary = tag.prefix { $0 != "-" && $0 != "_" }.lowercased()
        guard (2...3).contains(primary.utf8.count),
            primary.utf8.allSatisfy({ (0x61...0x7A).contains($0) })
        else {
            notes.append(Self.note("language", tag))
            return nil
        }
        return primary
    }

    private func duration(_ fields: FieldReader) throws(RecordFault) -> Int? {
        guard let minutes = try fields.wholeNumber("duration_minutes") else { return nil }
        guard (0...Int64(Self.durationMinutesMax)).contains(minutes) else {
            throw RecordFault(reason: "duration_minutes is out of range")
        }
        return minutes == 0 ? nil : Int(minutes)
    }

    private func webAddress(
        _ fields: FieldReader, _ name: String, _ notes: inout [String]
    ) throws(RecordFault) -> String? {
        guard let text = try fields.text(name) else { return nil }
        guard text.utf8.count <= Self.urlBytesMax, let address = HTTPAddress(text) else {
            notes.append(Self.note(name, text))
            return nil
        }
        let fragment = text.firstIndex(of: "#").map { String(text[$0...]) } ?? ""
        let isSafe = fragment.utf8.allSatisfy { byte in
            (0x21...0x7E).contains(byte) && !"\"<>`\\".utf8.contains(byte)
        }
        return address.text + (isSafe ? fragment : "")
    }
}
