import Foundation
import PostgreSQLEngine
import SQL
import Synchronization

/// A PostgreSQL server for one run of the tests: a cluster of its own, reached by a Unix socket,
/// gone with the process. `CATALOGD_TEST_POSTGRESQL` names another one, as a superuser's address
/// with a database that exists.
public final class PostgreSQLServer: Sendable {
    /// Started by the first test that asks.
    public static let shared = Result { try PostgreSQLServer(mayBeGiven: true) }

    /// Another one, for a test that changes the server's own settings.
    public static func separate() throws -> PostgreSQLServer {
        try PostgreSQLServer(mayBeGiven: false)
    }

    private static let readySecondsMax = 60.0
    private static let settings = [
        "listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=500",
        "shared_buffers=64MB", "log_min_messages=fatal", "autovacuum=off",
        // A deadlock is what some tests are about.
        "deadlock_timeout=100ms",
    ]

    /// Directory of the socket; nil for a server that was there.
    private let directory: String?
    private let given: URL?
    private let databases = Atomic(0)
    /// Its other end is the shell's input: held open until this process ends, or lets go of it.
    private let input = Pipe()

    private init(mayBeGiven: Bool) throws {
        let given = ProcessInfo.processInfo.environment["CATALOGD_TEST_POSTGRESQL"]
        if mayBeGiven, let text = given {
            self.given = URL(string: text)
            directory = nil
            return
        }
        self.given = nil
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("catalogd-pg-\(UUID().uuidString.prefix(8))").path
        self.directory = directory
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        try Self.start(in: directory, until: input)
        try waitUntilReady()
    }

    /// The address of a database of this server.
    public func address(of database: String) throws(DatabaseError) -> PostgreSQLAddress {
        if let directory {
            return try PostgreSQLAddress(
                "postgresql://postgres@/\(database)?host=\(directory)")
        }
        guard let given, var parts = URLComponents(url: given, resolvingAgainstBaseURL: false)
        else { throw .unavailable("CATALOGD_TEST_POSTGRESQL is no URL") }
        parts.path = "/" + database
        return try PostgreSQLAddress(parts.string ?? "")
    }

    /// A database that nobody else uses, with the tables of `template` where it is named.
    public func makeDatabase(like template: String = "template0") throws -> String {
        let number = databases.add(1, ordering: .relaxed).newValue
        let name = "catalogd_\(getpid())_\(number)"
        try script("CREATE DATABASE \(name) TEMPLATE \(template) ENCODING 'UTF8'")
        return name
    }

    public func drop(_ database: String) {
        try? script("DROP DATABASE IF EXISTS \(database) WITH (FORCE)")
    }

    /// Runs SQL as the superuser, outside of any of the tests' databases.
    public func script(_ sql: String) throws {
        let name = given.map { String($0.path.dropFirst()) } ?? "postgres"
        try PostgreSQLDatabase(try address(of: name)).script(sql)
    }

    // MARK: - A cluster of our own

    /// The shell that starts the server waits for the end of its input, which is the end of this
    /// process however it comes, and takes the server and its files away.
    private static func start(in directory: String, until input: Pipe) throws {
        let options = settings.map { "-c \($0)" }.joined(separator: " ")
        let programs = try programs()
        let watch = """
            \(programs)/initdb -D \(directory)/data -A trust -U postgres -E UTF8 \
                --locale=C.UTF-8 --no-sync >\(directory)/log 2>&1 || exit 1
            \(programs)/postgres -D \(directory)/data -k \(directory) \(options) \
                >>\(directory)/log 2>&1 </dev/null &
            server=$!
            cat >/dev/null
            kill -QUIT $server
            wait $server
            rm -rf \(directory)
            """
        let shell = Process()
        if geteuid() == 0 {
            // PostgreSQL refuses to run as root.
            try FileManager.default.setAttributes(
                [.ownerAccountName: "postgres"], ofItemAtPath: directory)
            shell.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
            shell.arguments = [
                "--reuid=postgres", "--regid=postgres", "--init-groups", "/bin/sh", "-c", watch,
            ]
        } else {
            shell.executableURL = URL(fileURLWithPath: "/bin/sh")
            shell.arguments = ["-c", watch]
        }
        shell.currentDirectoryURL = URL(fileURLWithPath: directory)
        shell.standardInput = input
        try shell.run()
    }

    private static func programs() throws -> String {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        guard let newest = versions.compactMap({ Int($0) }).max() else {
            throw DatabaseError.unavailable("install the package postgresql to run the tests")
        }
        return "\(root)/\(newest)/bin"
    }

    private func waitUntilReady() throws {
        let begun = Date()
        while true {
            do {
                return try script("SELECT 1")
            } catch {
                guard Date().timeIntervalSince(begun) < Self.readySecondsMax else { throw error }
                Thread.sleep(forTimeInterval: 0.05)
            }
        }
    }
}
