import CPostgreSQL
import SQL

/// Owns one `PGconn*`; closed when the last reference goes.
@safe final class PostgreSQLHandle {
    /// What hosts have to answer in, and after which silence a peer is taken for dead. What the
    /// address says goes before these; nothing ever ends a COMMIT that a living server carries out.
    private static let defaults = [
        ("fallback_application_name", "catalogd"), ("connect_timeout", "5"),
        ("keepalives_idle", "5"), ("keepalives_interval", "2"), ("keepalives_count", "3"),
        ("tcp_user_timeout", "11000"),
    ]

    /// Warnings that came with an answer.
    private final class Notices {
        var warnings: [String] = []
    }

    private let pointer: OpaquePointer
    private let notices = Notices()

    /// Connects, within five seconds for each host unless the address says otherwise. It is called
    /// on threads that may wait: libpq then turns to the next of several hosts by itself, which it
    /// does not do for a caller that polls.
    /// - Throws: `.unavailable` with what to do.
    init(_ address: PostgreSQLAddress) throws(DatabaseError) {
        var words = Self.defaults
        if address.hasSeveralHosts { words.append(("target_session_attrs", "read-write")) }
        words += [("dbname", address.url), ("client_encoding", "UTF8")]
        let keywords = try PostgreSQLParameters(words.map { .text($0.0) } + [.null])
        let values = try PostgreSQLParameters(words.map { .text($0.1) } + [.null])
        let opened = unsafe keywords.withUnsafeArrays { keywords, _, _ in
            unsafe values.withUnsafeArrays { values, _, _ in
                unsafe PQconnectdbParams(keywords, values, 1)
            }
        }
        guard let opened = unsafe opened else { throw .unavailable("no memory for a connection") }
        guard unsafe PQstatus(opened) == CONNECTION_OK else {
            let error = unsafe Self.refusal(opened, address)
            unsafe PQfinish(opened)
            throw error
        }
        unsafe pointer = unsafe opened
        // The box lives as long as the connection, which is closed in deinit.
        let box = unsafe Unmanaged.passUnretained(notices).toOpaque()
        unsafe PQsetNoticeReceiver(
            opened,
            { box, result in
                guard let box = unsafe box, let result = unsafe result else { return }
                let notices = unsafe Unmanaged<Notices>.fromOpaque(box).takeUnretainedValue()
                guard let severity = unsafe catalog_pq_severity(result),
                    unsafe String(cString: severity) == "WARNING"
                else { return }
                let words = unsafe catalog_pq_message(result).map { unsafe String(cString: $0) }
                notices.warnings.append(words ?? "")
            }, box)
    }

    deinit {
        unsafe PQfinish(pointer)
    }

    private static func refusal(
        _ connection: OpaquePointer, _ address: PostgreSQLAddress
    ) -> DatabaseError {
        let words = unsafe String(cString: PQerrorMessage(connection)).withoutLineEnd
        let advice = unsafe Self.advice(
            words, needsPassword: PQconnectionNeedsPassword(connection) == 1)
        return .unavailable("PostgreSQL at \(address.name) refuses: \(words); \(advice)")
    }

    /// libpq gives no code here, only the servers' words. That a password was used says nothing: of
    /// several hosts a standby may have taken it, and another host be away.
    static func advice(_ words: String, needsPassword: Bool) -> String {
        if ["authentication", "password"].contains(where: words.contains) {
            return needsPassword
                ? "give the password in CATALOGD_DATABASE_URL_FILE"
                : "check user and password in CATALOGD_DATABASE_URL"
        }
        if ["read-only", "standby", "starting up", "shutting down", "recovery"].contains(
            where: words.contains)
        {
            return "no server takes writes now: wait for the primary, or name it in "
                + "CATALOGD_DATABASE_URL"
        }
        return "check CATALOGD_DATABASE_URL, and that the server runs"
    }

    var isLost: Bool { unsafe PQstatus(pointer) != CONNECTION_OK }
    var transaction: PGTransactionStatusType { unsafe PQtransactionStatus(pointer) }
    /// 150007 for 15.7; 100000 and above.
    var serverVersion: Int { Int(unsafe PQserverVersion(pointer)) }
    /// The socket, for who waits for notifications; -1 without a connection.
    var socket: Int32 { unsafe PQsocket(pointer) }

    /// A setting that the server reports by itself.
    func setting(_ name: String) -> String? {
        unsafe PQparameterStatus(pointer, name).map { unsafe String(cString: $0) }
    }

    /// The warnings since the last time.
    func takeWarnings() -> [String] {
        defer { notices.warnings = [] }
        return notices.warnings
    }

    /// Runs a script of several statements.
    func script(_ sql: String) throws(DatabaseError) -> PostgreSQLResult {
        unsafe try checked(PQexec(pointer, sql))
    }

    func prepare(_ name: String, _ sql: String) throws(DatabaseError) {
        _ = unsafe try checked(PQprepare(pointer, name, sql, 0, nil))
    }

    func execute(_ call: PreparedCall) throws(DatabaseError) -> PostgreSQLResult {
        let parameters = call.parameters
        let result = unsafe parameters.withUnsafeArrays { values, lengths, formats in
            unsafe PQexecPrepared(
                pointer, call.name, parameters.count, values, lengths, formats, 0)
        }
        return unsafe try checked(result)
    }

    /// Sends all calls at once and waits once. After the first that fails, none is carried out.
    /// - Returns: the result of each.
    /// - Throws: why the first that failed did.
    func execute(_ calls: [PreparedCall]) throws(DatabaseError) -> [PostgreSQLResult] {
        guard unsafe PQenterPipelineMode(pointer) == 1 else { throw broken }
        defer { unsafe PQexitPipelineMode(pointer) }
        for call in calls {
            let parameters = call.parameters
            let isSent = unsafe parameters.withUnsafeArrays { values, lengths, formats in
                unsafe PQsendQueryPrepared(
                    pointer, call.name, parameters.count, values, lengths, formats, 0)
            }
            guard isSent == 1 else { throw broken }
        }
        guard unsafe PQpipelineSync(pointer) == 1 else { throw broken }
        var results: [PostgreSQLResult] = []
        results.reserveCapacity(calls.count)
        var failure: DatabaseError?
        for _ in calls {
            do throws(DatabaseError) {
                results.append(unsafe try checked(PQgetResult(pointer)))
            } catch {
                if failure == nil { failure = error }
            }
            // Each call's results end with a nil, which a broken connection gives at once.
            while let more = unsafe PQgetResult(pointer) { unsafe PQclear(more) }
        }
        if let sync = unsafe PQgetResult(pointer) { unsafe PQclear(sync) }
        if let failure { throw failure }
        return results
    }

    private func checked(_ result: OpaquePointer?) throws(DatabaseError) -> PostgreSQLResult {
        guard let result = unsafe result else { throw broken }
        let owned = unsafe PostgreSQLResult(result)
        guard owned.isSuccess else { throw owned.fault.error }
        return owned
    }

    /// libpq's own words for a connection that cannot be used any more.
    private var broken: DatabaseError {
        let words = unsafe String(cString: PQerrorMessage(pointer)).withoutLineEnd
        return .connectionLost(words.isEmpty ? "the connection broke" : words)
    }

    // MARK: - Notifications

    /// Reads what has arrived.
    /// - Returns: how many notifications there were.
    func takeNotifications() throws(DatabaseError) -> Int {
        guard unsafe PQconsumeInput(pointer) == 1 else { throw broken }
        var count = 0
        while let notification = unsafe PQnotifies(pointer) {
            unsafe PQfreemem(notification)
            count += 1
        }
        return count
    }
}

/// A statement that the server has prepared, with its values.
struct PreparedCall {
    let name: String
    let parameters: PostgreSQLParameters
}
