import Catalog
import Foundation
import SQL

/// The commands that only look at the store; they may run beside a server.
public enum Inspection {
    /// How long a platform may take to answer the doctor.
    static let platformSpanMax = Span.seconds(10)

    /// Proves that money, orders, seats and incentives agree, as of one moment.
    /// - Parameter evidence: whether the digests of all proofs are computed anew as well; it is
    ///   told now and then how many were.
    public static func audit(
        _ configuration: Configuration, evidence: ((Int) -> Void)? = nil
    ) throws -> AdminOutcome {
        let database = try reader(configuration)
        try database.beginReading()
        var findings = try Audit(database).findings()
        try database.commit()
        if let evidence { findings += try EvidenceAudit(database).findings(progress: evidence) }
        let json = String(decoding: JSON.encode(["findings": findings]), as: UTF8.self)
        guard !findings.isEmpty else {
            let also = evidence == nil ? "" : " Every event and certificate has its digest."
            return AdminOutcome(
                text: "The audit found nothing: the ledger sums to zero, and orders, seats and "
                    + "incentives agree with it." + also, json: json)
        }
        return AdminOutcome(
            text: findings.map { "\($0.code.rawValue): \($0.words)" }.joined(separator: "\n"),
            json: json, isComplete: false)
    }

    /// One thing that the doctor looked at.
    struct Check: Encodable {
        let what: String
        let ok: Bool
        let detail: String
    }

    /// Looks at configuration, database and platforms, and says what to do.
    public static func doctor(
        _ load: () throws(ConfigurationError) -> Configuration
    ) async -> AdminOutcome {
        var checks: [Check] = []
        do {
            let configuration = try load()
            checks.append(Check(what: "configuration", ok: true, detail: "read"))
            checks.append(
                check("seed directory") {
                    let shelf = try SeedShelf(directory: configuration.seedDirectory)
                    return "\(shelf.regions.count) regions"
                })
            checks.append(check("database") { try health(of: configuration) })
            checks.append(check("outbox") { try outbox(of: configuration) })
            checks += await platforms(configuration)
        } catch {
            checks.append(Check(what: "configuration", ok: false, detail: "\(error)"))
        }
        return AdminOutcome(
            text: checks.map { "\($0.ok ? "ok   " : "FAIL ") \($0.what): \($0.detail)" }
                .joined(separator: "\n"),
            json: String(decoding: JSON.encode(checks), as: UTF8.self),
            isComplete: checks.allSatisfy(\.ok))
    }

    private static func check(_ what: String, _ body: () throws -> String) -> Check {
        do {
            return Check(what: what, ok: true, detail: try body())
        } catch {
            return Check(what: what, ok: false, detail: CommandFailure.words(for: error))
        }
    }

    private static func health(of configuration: Configuration) throws -> String {
        let database = try reader(configuration)
        let verdict =
            configuration.store.isShared
            ? try serverHealth(database) : try fileHealth(database)
        let courses = try CourseStore(database).count(.published)
        return "\(verdict), \(courses) published courses"
    }

    private static func fileHealth(_ database: any Database) throws -> String {
        let verdict = try database.row("PRAGMA quick_check(1)")?.text(0) ?? "no answer"
        guard verdict == "ok" else {
            throw CommandFailure("the file is damaged (\(verdict)): restore a backup")
        }
        return "sound"
    }

    /// What is acknowledged is durable only where the server syncs its log.
    private static func serverHealth(_ database: any Database) throws -> String {
        let settings = try database.row(
            """
            SELECT current_setting('server_version'), current_setting('fsync'),
                current_setting('full_page_writes'), current_setting('synchronous_standby_names')
            """)
        guard let settings, settings.text(1) == "on", settings.text(2) == "on" else {
            throw CommandFailure(
                "fsync or full_page_writes is off: what is acknowledged may be lost; set both on")
        }
        let standbys = settings.text(3)
        return "PostgreSQL \(settings.text(0)), "
            + (standbys.isEmpty ? "no synchronous standby" : "synchronous with \(standbys)")
    }

    /// A call that is owed for longer means that a platform does not answer, or answers what we
    /// cannot use.
    private static let outboxAgeMax = Span.minutes(15)

    private static func outbox(of configuration: Configuration) throws -> String {
        let backlog = try OutboxStore(try reader(configuration)).backlog()
        let late = backlog.filter { WallClock.system.now() - $0.oldest > outboxAgeMax }
        guard late.isEmpty else {
            let names = late.map { "\($0.platform) \($0.calls) since \($0.oldest)" }
            throw CommandFailure(
                "calls wait too long: " + names.joined(separator: ", ")
                    + "; see last_error in the table outbox, and the platform below")
        }
        return "\(backlog.map(\.calls).reduce(0, +)) calls are owed"
    }

    private static func reader(
        _ configuration: Configuration
    ) throws(DatabaseError) -> any Database {
        if case .sqlite(let path) = configuration.store,
            !FileManager.default.fileExists(atPath: path)
        {
            throw .unavailable("\(path) does not exist: start the server or run catalogd migrate")
        }
        return try Store.openReader(configuration.store)
    }
}
