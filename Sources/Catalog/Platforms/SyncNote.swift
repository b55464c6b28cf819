/// One line of what a sync has to tell.
public struct SyncNote: Sendable, Equatable, Encodable {
    /// Notes kept of one sync; its counts are always whole.
    public static let countMax = 1_000
    static let recordLengthMax = 256
    static let reasonLengthMax = 500

    public enum Kind: String, Sendable, Encodable {
        /// The record was not taken.
        case rejected
        /// The change waits for a person.
        case held
        /// A word outside a vocabulary, or a field that was left empty; the record was taken.
        case unknownWord = "unknown_word"
    }

    public let kind: Kind
    /// The record's own id, or its place in the feed.
    public let record: String
    public let reason: String
    /// What would change, where it is one field.
    public let change: Change?

    /// What is held: a field, and its value now and in the feed.
    public struct Change: Sendable, Equatable {
        public let field: String
        public let old: String?
        public let new: String?

        public init(field: String, old: String?, new: String?) {
            self.field = field
            self.old = old
            self.new = new
        }
    }

    /// Platforms' words are cut to a length that can be kept and shown.
    public init(kind: Kind, record: String, reason: String, change: Change? = nil) {
        self.kind = kind
        self.change = change
        self.record = String(CleanText.line(record).prefix(Self.recordLengthMax))
        self.reason = String(CleanText.line(reason).prefix(Self.reasonLengthMax))
    }

    private enum CodingKeys: String, CodingKey {
        case kind, record, reason, field, old, new
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(record, forKey: .record)
        try container.encode(reason, forKey: .reason)
        guard let change else { return }
        try container.encode(change.field, forKey: .field)
        try container.encode(change.old, forKey: .old)
        try container.encode(change.new, forKey: .new)
    }
}
