import Catalog

/// One course record as a source wrote it, before its types are checked. The names of the fields
/// are the columns of the CSV feed in every dialect that uses this reader.
struct SourceRecord {
    /// As the source gave it, unchecked.
    var id: JSONValue?
    /// Where it stands, `line 17`; names the record where it has no id.
    var place: String
    var fields: [String: JSONValue]
    /// The source is text, so numbers come as text.
    var isText: Bool
    /// ``Listing/enrolmentKey``.
    var enrolmentKey: String?
    /// Words that an adapter could not put into our terms; their fields are empty.
    var notes: [String] = []
    /// Why an adapter cannot take the record; nil where it can.
    var fault: RecordFault?
}

/// Why a record cannot be taken.
struct RecordFault: Error, Equatable {
    let reason: String
    /// The source does not offer the course any more; otherwise what is known of it stays.
    var isGone = false
}
