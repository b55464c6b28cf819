import Foundation
import PlatformAdapters
import PostgreSQLEngine
import SQL
import SQLiteEngine

/// What an operator can set. Defaults give way to a file of KEY=value lines, that to the
/// environment, and that to flags; a wrong value stops the start with the key's name.
public struct Configuration: Sendable, Equatable {
    /// Where the store is.
    public enum Store: Sendable, Equatable {
        case sqlite(path: String)
        case postgresql(PostgreSQLAddress)

        /// Whether several instances may serve from it at the same time.
        public var isShared: Bool {
            if case .postgresql = self { true } else { false }
        }

        /// Reads `sqlite:PATH` or `postgresql://…`.
        /// - Parameter key: of the setting, for the error.
        public init(_ value: String, key: String) throws(ConfigurationError) {
            let prefix = "sqlite:"
            if PostgreSQLAddress.isAddress(value) {
                do throws(DatabaseError) {
                    self = .postgresql(try PostgreSQLAddress(value))
                } catch {
                    throw ConfigurationError(key: key, problem: error.message)
                }
            } else if value.hasPrefix(prefix), value.count > prefix.count {
                self = .sqlite(path: String(value.dropFirst(prefix.count)))
            } else {
                let scheme = value.prefix { $0 != ":" }
                throw ConfigurationError(
                    key: key,
                    problem: "\"\(scheme):…\" is not supported: use sqlite:PATH or "
                        + "postgresql://USER@HOST/DATABASE")
            }
        }
    }

    public enum LogLevel: String, Sendable, CaseIterable, Comparable {
        case debug, info, warning, error

        public static func < (left: LogLevel, right: LogLevel) -> Bool {
            allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
        }
    }

    public var host = "127.0.0.1"
    public var port: UInt16 = 8080
    public var store = Store.sqlite(path: "catalogd.db")
    /// How large the write-ahead log of an SQLite file gets before it is moved to the file, in MiB.
    public var sqliteLogMebibytes = SQLiteDatabase.logMebibytes
    /// Directory with schemes, categories, participants and search settings.
    public var seedDirectory = "catalog-seed"
    /// A `platforms.json`.
    public var platformsFile = "catalog-seed/platforms.json"
    /// How the outside reaches us, without a slash at the end.
    public var publicURL = "http://127.0.0.1:8080"
    public var logLevel = LogLevel.info
    /// Seconds between two syncs of one platform, before jitter.
    public var syncSeconds = 900
    /// Seconds in which each confirmed order is asked about once, where its platform can be asked.
    public var pollSeconds = 60
    /// How long a stopping server fails its readiness before it closes its door, so that the proxy
    /// in front has stopped sending.
    public var drainSeconds = 0
    /// Addresses of the proxies in front of us, whose X-Forwarded-For is believed.
    public internal(set) var trustedProxies: [String] = []

    /// Takes our mail; nil where there is none, and then no page offers any.
    public internal(set) var mailServer: SMTPServer?
    /// Whom mail comes from.
    public internal(set) var mailFrom: MailAddress?
    var mailAuthoritiesFile: String?
    /// Shows what is only for looking at: the mail that was sent, the style guide.
    public var isDemo = false

    public init() {}

    /// The settings by key; `_FILE` variants are accepted for those that may hold a secret.
    public static let keys =
        [
            "CATALOGD_LISTEN", "CATALOGD_DATABASE_URL", "CATALOGD_SEED", "CATALOGD_PLATFORMS",
            "CATALOGD_PUBLIC_URL", "CATALOGD_LOG_LEVEL", "CATALOGD_SYNC_SECONDS",
            "CATALOGD_POLL_SECONDS", "CATALOGD_TRUSTED_PROXIES", "CATALOGD_DRAIN_SECONDS",
            "CATALOGD_SQLITE_LOG_MIB",
        ] + mailKeys
    static let secretKeys = ["CATALOGD_DATABASE_URL", "CATALOGD_SMTP_URL"]

    /// Reads all sources in their order.
    /// - Parameters:
    ///   - file: path of a KEY=value file, or nil.
    ///   - flags: settings by key, as the command line gave them.
    /// - Throws: ``ConfigurationError`` naming the key.
    public static func load(
        file: String?, environment: [String: String], flags: [String: String]
    ) throws(ConfigurationError) -> Configuration {
        var values: [String: String] = [:]
        if let file {
            let layer = try EnvironmentFile.read(file, known: keys + fileKeys)
            values.merge(try withSecretsRead(layer)) { $1 }
        }
        let known = environment.filter { (keys + fileKeys).contains($0.key) }
        values.merge(try withSecretsRead(known)) { $1 }
        values.merge(flags) { $1 }
        var configuration = Configuration()
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            try configuration.set(key, to: value)
        }
        try configuration.completeMail()
        if values["CATALOGD_PUBLIC_URL"] == nil {
            configuration.publicURL = "http://\(configuration.reachableAddress)"
        }
        return configuration
    }

    private static let fileKeys = secretKeys.map { $0 + "_FILE" }

    /// One source's values with the secrets read from their files, so that the next source goes
    /// before this one however either names the secret.
    private static func withSecretsRead(
        _ layer: [String: String]
    ) throws(ConfigurationError) -> [String: String] {
        var values = layer
        for key in secretKeys {
            guard let path = values.removeValue(forKey: key + "_FILE") else { continue }
            guard values[key] == nil else {
                throw ConfigurationError(
                    key: key, problem: "is given twice, as it is and as \(key)_FILE: keep one")
            }
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw ConfigurationError(key: key + "_FILE", problem: "\(path) cannot be read")
            }
            values[key] = text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        return values
    }

    /// The listening address and port as a URL has them (RFC 3986, 3.2.2): who listens on all
    /// addresses is reached on the loopback one.
    private var reachableAddress: String {
        let host = ["0.0.0.0": "127.0.0.1", "::": "::1"][host] ?? host
        return (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
    }

    private mutating func set(_ key: String, to value: String) throws(ConfigurationError) {
        switch key {
        case "CATALOGD_LISTEN": try setListen(value)
        case "CATALOGD_DATABASE_URL": store = try Store(value, key: key)
        case "CATALOGD_SEED": seedDirectory = value
        case "CATALOGD_PLATFORMS": platformsFile = value
        case "CATALOGD_PUBLIC_URL": try setPublicURL(value)
        case "CATALOGD_LOG_LEVEL":
            guard let level = LogLevel(rawValue: value) else {
                throw ConfigurationError(
                    key: key, problem: "\"\(value)\" is none of debug, info, warning, error")
            }
            logLevel = level
        case "CATALOGD_SYNC_SECONDS":
            syncSeconds = try Self.wholeNumber(value, key: key, in: 5...86_400)
        case "CATALOGD_POLL_SECONDS":
            pollSeconds = try Self.wholeNumber(value, key: key, in: 1...86_400)
        case "CATALOGD_DRAIN_SECONDS":
            drainSeconds = try Self.wholeNumber(value, key: key, in: 0...60)
        case "CATALOGD_SQLITE_LOG_MIB":
            sqliteLogMebibytes = try Self.wholeNumber(value, key: key, in: 1...4096)
        case "CATALOGD_TRUSTED_PROXIES":
            trustedProxies = try value.split(separator: ",").map {
                part throws(ConfigurationError) in
                guard let address = NetworkAddress(part.trimming(" ")) else {
                    throw ConfigurationError(
                        key: key, problem: "\"\(part)\" is no address, as in 127.0.0.1,::1")
                }
                return address.text
            }
        default: try setMail(key, to: value)
        }
    }

    private static func wholeNumber(
        _ value: String, key: String, in range: ClosedRange<Int>
    ) throws(ConfigurationError) -> Int {
        guard let number = Int(value), range.contains(number) else {
            throw ConfigurationError(
                key: key,
                problem: "\"\(value)\" is no whole number from \(range.lowerBound) "
                    + "to \(range.upperBound)")
        }
        return number
    }

    private mutating func setListen(_ value: String) throws(ConfigurationError) {
        guard let colon = value.lastIndex(of: ":"), colon > value.startIndex,
            let number = UInt16(value[value.index(after: colon)...])
        else {
            throw ConfigurationError(
                key: "CATALOGD_LISTEN",
                problem: "\"\(value)\" is not address:port, as in 127.0.0.1:8080")
        }
        host = value[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        port = number
    }

    private mutating func setPublicURL(_ value: String) throws(ConfigurationError) {
        guard let url = URL(string: value), let scheme = url.scheme,
            ["http", "https"].contains(scheme), url.host != nil, url.query == nil
        else {
            throw ConfigurationError(
                key: "CATALOGD_PUBLIC_URL",
                problem: "\"\(value)\" is not a URL, as in https://catalog.example")
        }
        publicURL = value.hasSuffix("/") ? String(value.dropLast()) : value
    }
}

/// A setting that cannot be used.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    public let key: String
    public let problem: String

    public init(key: String, problem: String) {
        self.key = key
        self.problem = problem
    }

    public var description: String { "\(key): \(problem)" }
}
