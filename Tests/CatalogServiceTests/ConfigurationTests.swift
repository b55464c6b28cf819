import Foundation
import Testing

@testable import CatalogService

@Suite struct ConfigurationTests {
    private func load(
        file: String? = nil, environment: [String: String] = [:], flags: [String: String] = [:]
    ) throws -> Configuration {
        try Configuration.load(file: file, environment: environment, flags: flags)
    }

    @Test("defaults give way to the file, the file to the environment, that to flags")
    func order() throws {
        let path = NSTemporaryDirectory() + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        try """
        # a comment
        CATALOGD_LISTEN=127.0.0.1:1111
        CATALOGD_LOG_LEVEL="debug"
        CATALOGD_SYNC_SECONDS='60'

        """.write(toFile: path, atomically: true, encoding: .utf8)
        let configuration = try load(
            file: path,
            environment: ["CATALOGD_LISTEN": "127.0.0.1:2222", "CATALOGD_LOG_LEVEL": "warning"],
            flags: ["CATALOGD_LISTEN": "[::1]:3333"])
        #expect(configuration.host == "::1" && configuration.port == 3333)
        #expect(configuration.logLevel == .warning)
        #expect(configuration.syncSeconds == 60)
        #expect(configuration.seedDirectory == "catalog-seed")
    }

    @Test(
        "a wrong value is refused by the key's name",
        arguments: [
            ("CATALOGD_LISTEN", "8080"), ("CATALOGD_LISTEN", "127.0.0.1:99999"),
            ("CATALOGD_DATABASE_URL", "sqlite:"), ("CATALOGD_DATABASE_URL", "mysql://x"),
            ("CATALOGD_DATABASE_URL", "postgresql://u:secret@[h/d"),
            ("CATALOGD_PUBLIC_URL", "catalog.example"), ("CATALOGD_LOG_LEVEL", "loud"),
            ("CATALOGD_TRUSTED_PROXIES", "127.0.0.1,proxy"), ("CATALOGD_SYNC_SECONDS", "often"),
            ("CATALOGD_SYNC_SECONDS", "1"), ("CATALOGD_SQLITE_LOG_MIB", "0"),
        ])
    func wrongValue(key: String, value: String) {
        do {
            _ = try load(environment: [key: value])
            Issue.record("\(key)=\(value) was taken")
        } catch {
            #expect((error as? ConfigurationError)?.key == key)
            #expect(!"\(error)".contains("secret"), "no credentials in a message")
        }
    }

    @Test("a secret may come from a file")
    func secretFile() throws {
        let path = NSTemporaryDirectory() + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        try "sqlite:/tmp/from-file.db\n".write(toFile: path, atomically: true, encoding: .utf8)
        let configuration = try load(environment: ["CATALOGD_DATABASE_URL_FILE": path])
        #expect(configuration.store == .sqlite(path: "/tmp/from-file.db"))
        #expect(throws: ConfigurationError.self) {
            try load(environment: ["CATALOGD_DATABASE_URL_FILE": path + ".none"])
        }
    }

    @Test("a later source goes before a secret's file in an earlier one, and the other way round")
    func secretLayers() throws {
        let path = NSTemporaryDirectory() + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        try "sqlite:from-file.db".write(toFile: path, atomically: true, encoding: .utf8)
        let (key, plain) = ("CATALOGD_DATABASE_URL", "sqlite:plain.db")
        #expect(
            try load(environment: [key + "_FILE": path], flags: [key: plain]).store
                == .sqlite(path: "plain.db"))
        let settings = path + ".env"
        defer { try? FileManager.default.removeItem(atPath: settings) }
        try "\(key)=\(plain)\n".write(toFile: settings, atomically: true, encoding: .utf8)
        #expect(
            try load(file: settings, environment: [key + "_FILE": path]).store
                == .sqlite(path: "from-file.db"))
        do {
            _ = try load(environment: [key: plain, key + "_FILE": path])
            Issue.record("both in one source were taken")
        } catch {
            #expect((error as? ConfigurationError)?.key == key)
        }
    }

    @Test("an unknown key or a broken line in the file is refused")
    func brokenFile() throws {
        for text in ["CATALOGD_LISTN=127.0.0.1:1", "no equals sign"] {
            #expect(throws: ConfigurationError.self) {
                try EnvironmentFile.parse(text, path: "x", known: Configuration.keys)
            }
        }
    }

    @Test(
        "the public address can be called, whatever is listened on",
        arguments: [
            ("0.0.0.0:80", "http://127.0.0.1:80"), ("[::]:80", "http://[::1]:80"),
            ("[::1]:9", "http://[::1]:9"), ("localhost:9", "http://localhost:9"),
        ])
    func publicAddress(listen: String, expected: String) throws {
        #expect(try load(flags: ["CATALOGD_LISTEN": listen]).publicURL == expected)
    }

    @Test("the public address follows the listening one unless it is set")
    func publicURL() throws {
        #expect(
            try load(flags: ["CATALOGD_LISTEN": "127.0.0.1:9"]).publicURL == "http://127.0.0.1:9")
        #expect(
            try load(flags: ["CATALOGD_PUBLIC_URL": "https://katalog.example/"]).publicURL
                == "https://katalog.example")
    }
}
