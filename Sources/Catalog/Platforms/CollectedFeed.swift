/// What a platform's catalogue run brought, already judged by ``ListingRules``.
public struct CollectedFeed: Sendable {
    /// Records of all kinds that one run may bring.
    public static let recordsMax = 500_000
    /// Bytes of descriptions in one run.
    public static let textBytesMax = 1 << 30

    /// A course as it came: what decides, and where the rest is set aside.
    public struct Entry: Sendable, Equatable {
        public let externalID: String
        public let contentHash: ContentHash
        public let price: Money?
        let place: ListingSpool.Place
    }

    /// One a course, in the order of the feed; nil where a removal followed.
    public private(set) var entries: [Entry?] = []
    /// How many records name each of the source's categories.
    public private(set) var categoryCounts: [String: Int] = [:]
    /// External ids that are still listed as they were.
    public private(set) var unchanged: Set<String> = []
    /// External ids that the source says are gone.
    public private(set) var removed: Set<String> = []
    /// Records that were not taken, by the adapter or by our rules; the first `SyncNote.countMax`.
    public private(set) var rejects: [RejectedRecord] = []
    public private(set) var rejectedCount = 0
    /// Words and fields that were left empty; the first `SyncNote.countMax`.
    public private(set) var emptied: [RejectedRecord] = []
    /// Ids of rejected records: a broken record does not mean that its course is gone.
    public private(set) var rejectedIDs: Set<String> = []

    private let platformID: String
    private var positions: [String: Int] = [:]
    private let spool = ListingSpool()
    private var records = 0
    private var textBytes = 0

    public init(platformID: String) {
        self.platformID = platformID
    }

    /// Records read so far.
    public var count: Int { records }

    /// Takes a page. Of two records of one id the first counts; a later removal counts more.
    /// - Throws: `.malformed` where the feed is longer than ``recordsMax`` or ``textBytesMax``.
    public mutating func add(_ page: CataloguePage) throws(PlatformFailure) {
        records += page.listings.count + page.unchanged.count + page.removed.count
        records += page.rejects.count
        guard records <= Self.recordsMax else {
            throw .malformed("the feed holds more than \(Self.recordsMax) records")
        }
        for record in page.rejects { reject(record) }
        note(page.unknownWords)
        unchanged.formUnion(page.unchanged)
        for id in page.removed { remove(id) }
        for listing in page.listings { try take(listing) }
        guard textBytes <= Self.textBytesMax else {
            throw .malformed("the feed's texts are longer than \(Self.textBytesMax) bytes")
        }
    }

    /// Whether the source lists the course, in whatever form.
    func lists(_ externalID: String) -> Bool {
        positions[externalID] != nil || unchanged.contains(externalID)
            || rejectedIDs.contains(externalID)
    }

    /// Whether the course came with its content, not only as unchanged.
    func listsAnew(_ externalID: String) -> Bool { positions[externalID] != nil }

    /// The course at a position of ``entries``, whole.
    public func admitted(at position: Int) throws(PlatformFailure) -> AdmittedListing {
        guard let entry = entries[position] else {
            throw .malformed("record \(position) was removed again")
        }
        return AdmittedListing(
            setAside: try spool.listing(at: entry.place), contentHash: entry.contentHash)
    }

    private mutating func take(_ listing: Listing) throws(PlatformFailure) {
        guard listing.platformID == platformID else {
            return reject(
                RejectedRecord(
                    record: listing.externalID, reason: "it belongs to \(listing.platformID)"))
        }
        switch ListingRules.judge(listing) {
        case .rejected(let record):
            reject(record)
        case .admitted(let admitted, let notes):
            let id = listing.externalID
            guard positions[id] == nil else {
                return reject(
                    RejectedRecord(
                        record: id, reason: "a second record of that id; the first one counts"))
            }
            positions[id] = entries.count
            entries.append(
                Entry(
                    externalID: id, contentHash: admitted.contentHash,
                    price: admitted.listing.price, place: try spool.add(admitted.listing)))
            if let category = admitted.listing.category {
                categoryCounts[category, default: 0] += 1
            }
            textBytes += admitted.listing.description.utf8.count
            removed.remove(id)
            note(notes)
        }
    }

    private mutating func remove(_ id: String) {
        removed.insert(id)
        unchanged.remove(id)
        if let position = positions.removeValue(forKey: id) { entries[position] = nil }
    }

    private mutating func reject(_ record: RejectedRecord) {
        rejectedCount += 1
        rejectedIDs.insert(record.record)
        if rejects.count < SyncNote.countMax { rejects.append(record) }
    }

    private mutating func note(_ notes: [RejectedRecord]) {
        emptied.append(contentsOf: notes.prefix(SyncNote.countMax - emptied.count))
    }
}
