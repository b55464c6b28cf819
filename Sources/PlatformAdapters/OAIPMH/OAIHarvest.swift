import Catalog

/// One harvest of both formats: the configured one, and `oai_dc` for what it leaves open and for
/// items that have nothing else.
struct OAIHarvest {
    static let dublinCore = "oai_dc"
    /// Records that wait for what Dublin Core says of them; further ones go as they are.
    static let waitingMax = 50_000
    /// Items of a delta that are asked for one by one, because only one format has changed.
    static let singlesMax = 1_000

    private let prefix: String
    private let from: String?
    private let reader: RecordReader
    private var handled: Set<String> = []
    private var waiting: [String: OAIRecord] = [:]
    private var singles = 0
    private var hasFormat = false
    private(set) var beganAt: Instant?

    init(prefix: String, from: String?, platformID: String) {
        self.prefix = prefix
        self.from = from
        reader = RecordReader(platformID: platformID)
    }

    /// - Returns: false where changes alone cannot be had, so that everything is to be harvested.
    mutating func run(
        _ repository: inout OAIRepository, deliver: (CataloguePage) async throws -> Void
    ) async throws(PlatformFailure) -> Bool {
        if prefix != Self.dublinCore {
            guard try await runFirst(&repository, deliver: deliver) else { return false }
        }
        var list = OAIList(prefix: Self.dublinCore, from: from)
        reading: while true {
            switch try await list.next(&repository) {
            case .end: break reading
            case .fromRefused: return false
            case .noFormat:
                guard hasFormat else {
                    throw .malformed("the repository has neither \(prefix) nor oai_dc")
                }
                break reading
            case .records(let records):
                if beganAt == nil { beganAt = list.beganAt }
                guard let page = try await complete(records, &repository) else { return false }
                try await repository.delivery.hand(page, to: deliver)
            }
        }
        guard let page = try await rest(&repository) else { return false }
        try await repository.delivery.hand(page, to: deliver)
        return true
    }

    private mutating func runFirst(
        _ repository: inout OAIRepository, deliver: (CataloguePage) async throws -> Void
    ) async throws(PlatformFailure) -> Bool {
        var list = OAIList(prefix: prefix, from: from)
        while true {
            switch try await list.next(&repository) {
            case .end: return true
            case .noFormat: return true
            case .fromRefused: return false
            case .records(let records):
                hasFormat = true
                if beganAt == nil { beganAt = list.beganAt }
                let page = take(records, mayRepeat: list.isRestarted)
                try await repository.delivery.hand(page, to: deliver)
            }
        }
    }

    private mutating func take(_ records: [OAIRecord], mayRepeat: Bool) -> CataloguePage {
        var sources: [SourceRecord] = []
        var removed: [String] = []
        var repeated: [RejectedRecord] = []
        for record in records {
            guard let id = record.identifier else {
                sources.append(record.source)
                continue
            }
            if record.isDeleted {
                handled.insert(id)
                removed.append(id)
                continue
            }
            guard handled.insert(id).inserted else {
                if !mayRepeat {
                    let reason = "\(record.source.place): listed twice"
                    repeated.append(RejectedRecord(record: id, reason: reason))
                }
                continue
            }
            if record.hasGaps, waiting.count < Self.waitingMax {
                waiting[id] = record
            } else {
                sources.append(record.source)
            }
        }
        var page = page(of: sources)
        page.removed = removed
        page.rejects += repeated
        return page
    }

    /// What the records of Dublin Core bring: the rest of what waits, and items of their own.
    /// Nil where a delta would need too many questions.
    private mutating func complete(
        _ records: [OAIRecord], _ repository: inout OAIRepository
    ) async throws(PlatformFailure) -> CataloguePage? {
        var sources: [SourceRecord] = []
        var removed: [String] = []
        for record in records {
            guard let id = record.identifier else {
                sources.append(record.source)
                continue
            }
            if var own = waiting.removeValue(forKey: id) {
                own.complement(with: record)
                sources.append(own.source)
                continue
            }
            guard handled.insert(id).inserted else { continue }
            if record.isDeleted {
                removed.append(id)
                continue
            }
            guard from != nil, hasFormat else {
                sources.append(record.source)
                continue
            }
            singles += 1
            guard singles <= Self.singlesMax else { return nil }
            if var own = try await repository.record(id, prefix: prefix), !own.isDeleted {
                own.complement(with: record)
                sources.append(own.source)
            } else {
                sources.append(record.source)
            }
        }
        var page = page(of: sources)
        page.removed = removed
        return page
    }

    /// What still waits when both lists are read.
    private mutating func rest(
        _ repository: inout OAIRepository
    ) async throws(PlatformFailure) -> CataloguePage? {
        var sources: [SourceRecord] = []
        for (id, record) in waiting.sorted(by: { $0.key < $1.key }) {
            var record = record
            if from != nil {
                singles += 1
                guard singles <= Self.singlesMax else { return nil }
                if let other = try await repository.record(id, prefix: Self.dublinCore) {
                    record.complement(with: other)
                }
            }
            sources.append(record.source)
        }
        waiting = [:]
        return page(of: sources)
    }

    /// Repeats were found before.
    private func page(of sources: [SourceRecord]) -> CataloguePage {
        var seen: Set<String> = []
        return reader.page(of: sources, seen: &seen)
    }
}
