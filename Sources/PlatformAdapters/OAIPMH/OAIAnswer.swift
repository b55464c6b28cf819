import Catalog

/// An answer of an OAI-PMH 2.0 repository.
struct OAIAnswer {
    struct Fault {
        /// `badResumptionToken`, `noRecordsMatch` and so on (section 3.6).
        let code: String
        let words: String
    }

    private(set) var records: [OAIRecord] = []
    let fault: Fault?
    let responseDate: Instant?
    /// Nil where the list is at its end.
    let resumptionToken: String?
    /// The content of Identify.
    let identify: XMLElement?

    /// - Parameter page: for naming records that have no identifier.
    init(_ bytes: [UInt8], page: Int = 1) throws(PlatformFailure) {
        var records: [OAIRecord] = []
        let root = try XMLDocument.read(bytes) { name, above in
            name == "record" && above.count == 2
        } take: { element in
            records.append(
                OAIRecord(element, place: "page \(page), record \(records.count + 1)"))
        }
        guard root.name == "oai-pmh" else {
            throw .malformed("not an answer of OAI-PMH, but <\(root.name.prefix(40))>")
        }
        self.records = records
        fault = root.first("error").map { error in
            Fault(
                code: error.attributes["code"] ?? "",
                words: String((error.line ?? "").prefix(AnswerWords.charactersMax)))
        }
        responseDate = root.first("responsedate")?.line.flatMap(OAITime.read)
        resumptionToken = root.all(["listrecords", "resumptiontoken"]).first.flatMap { token in
            let text = token.text.trimmingPrefix(while: \.isWhitespace)
            let end = text.lastIndex { !$0.isWhitespace }
            return end.map { String(text[...$0]) }
        }
        identify = root.first("identify")
    }
}

/// A record's header and what its metadata says.
struct OAIRecord {
    let identifier: String?
    let isDeleted: Bool
    var source: SourceRecord

    init(_ record: XMLElement, place: String) {
        let header = record.first("header")
        identifier = header?.first("identifier")?.line
        isDeleted = header?.attributes["status"] == "deleted"
        source = SourceRecord(
            id: identifier.map(JSONValue.string), place: place, fields: [:], isText: true)
        guard !isDeleted else { return }
        let metadata = record.first("metadata")?.children.first
        switch metadata?.name {
        case "lom"?: LearningObjectMetadata(metadata!).fill(&source)
        case "dc"?, "qualifieddc"?: DublinMetadata(metadata!).fill(&source)
        case let name:
            source.fault = RecordFault(
                reason: name.map { "metadata of the form <\($0.prefix(40))> is not read" }
                    ?? "metadata is missing")
        }
        if let stamp = header?.first("datestamp")?.line {
            source.fields["updated_at"] = OAITime.read(stamp).map { .string($0.description) }
            if source.fields["updated_at"] == nil {
                source.notes.append(RecordReader.note("datestamp", stamp))
            }
        }
    }

    /// What another format says of the same item, where this one says nothing.
    mutating func complement(with other: OAIRecord) {
        guard other.source.fault == nil, !other.isDeleted else { return }
        let saysPrice = source.fields["price"] != nil
        for (name, value) in other.source.fields where source.fields[name] == nil {
            if name == "currency" && saysPrice { continue }
            source.fields[name] = value
        }
    }

    /// What a course cannot do without, or what is found in either format.
    var hasGaps: Bool {
        source.fault == nil
            && ["title", "provider", "category"].contains { source.fields[$0] == nil }
    }
}

/// The protocol's times: UTC, by the day or by the second (section 3.3).
enum OAITime {
    enum Granularity: String, Codable {
        case day, second

        func text(_ instant: Instant) -> String {
            let text = instant.description
            return self == .day ? String(text.prefix(10)) : text
        }
    }

    static func read(_ text: String) -> Instant? {
        Instant(text) ?? (text.utf8.count == 10 ? Instant(text + "T00:00:00Z") : nil)
    }
}
