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

    /// Platforms' words are cut to a length that can be kept and shown.
    public init(kind: Kind, record: String, reason: String) {
        self.kind = kind
        self.record = String(CleanText.line(record).prefix(Self.recordLengthMax))
        self.reason = String(CleanText.line(reason).prefix(Self.reasonLengthMax))
    }
}
