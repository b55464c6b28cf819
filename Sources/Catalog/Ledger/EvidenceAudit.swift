import SQL

/// Computes anew the digests of all that is kept as proof: what events say, and the facts of
/// certificates (``Certificate/digestText``). What was changed behind our back no longer has its
/// own, unless the digest was changed with it.
///
/// Of a statement the order of its members and what its receiver sets, and of a translated event
/// the source beside it, are no content and have no digest (``EventDelivery/digest``).
///
/// It reads every body, so it takes long where there are many, and is asked for apart from
/// ``Audit``. Each page is read by itself: no reading transaction holds up a server beside it.
public struct EvidenceAudit {
    /// Rows that are read at once; a statement may have 512 KiB.
    static let pageMax = 25

    private let database: any Database

    public init(_ database: any Database) {
        self.database = database
    }

    /// - Parameter progress: told how many rows were looked at, after each page.
    /// - Returns: all findings, at most one a ``AuditFinding/Code``.
    public func findings(progress: (Int) -> Void = { _ in }) throws -> [AuditFinding] {
        var looked = 0
        func finding(
            _ code: AuditFinding.Code, _ query: String, _ fault: (Row) throws -> String?
        ) throws -> AuditFinding? {
            var offending: [(id: String, words: String)] = []
            try eachPage(of: query) { rows in
                for row in rows {
                    if let words = try fault(row) { offending.append((row.text(0), words)) }
                }
                looked += rows.count
                progress(looked)
                return offending.count <= Audit.idsMax
            }
            return AuditFinding(code, offending: offending)
        }
        return [
            try finding(.eventAltered, Self.events, Self.fault(ofEvent:)),
            try finding(.certificateAltered, Self.certificates, fault(ofCertificate:)),
        ].compactMap { $0 }
    }

    /// - Parameters:
    ///   - query: its first column is the id, `$1` that of the last row before the page.
    ///   - goesOn: whether more is wanted.
    private func eachPage(of query: String, _ goesOn: ([Row]) throws -> Bool) throws {
        var last = ""
        while true {
            let rows = try database.rows(query, last, Self.pageMax)
            guard try goesOn(rows), rows.count == Self.pageMax, let end = rows.last else { return }
            last = end.text(0)
        }
    }

    private static let events = """
        SELECT id, event_id, form, body, body_digest, received_at FROM webhook_events
        WHERE id > $1 ORDER BY id LIMIT $2
        """

    private static let certificates = """
        SELECT id FROM certificates WHERE id > $1 ORDER BY id LIMIT $2
        """

    /// What is wrong, in words; nil where nothing is.
    private static func fault(ofEvent row: Row) -> String? {
        guard let form = EventForm(rawValue: row.text(2)) else {
            return "the unknown form \(row.text(2))"
        }
        do {
            let digest = try form.digest(
                of: row.blob(3), id: row.text(1),
                receivedAt: Instant(milliseconds: row.integer(5)))
            return digest == row.blob(4) ? nil : "the body has another digest"
        } catch {
            return "the body cannot be read: \(error.member) \(error.problem)"
        }
    }

    private func fault(ofCertificate row: Row) throws -> String? {
        let entry = try CertificateStore(database).find(Identifier(stored: row.text(0)))
        guard let certificate = entry?.certificate else { return "its course or order is gone" }
        let isSound = Certificate.digest(of: certificate.digestText) == certificate.digest
        return isSound ? nil : "its facts have another digest"
    }
}
