import Catalog
import Foundation
import PlatformAdapters
import Testing

@Suite("platforms.json")
struct PlatformConfigurationTests {
    private static let sound = """
        {"id": "bukalapak", "name": "Bukalapak", "dialect": "jsonapi",
         "base_url": "http://127.0.0.1:9104",
         "credentials": {"client_id": "c", "client_secret": "s",
            "token_url": "http://127.0.0.1:9104/oauth/token"},
         "webhook_secret": "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
         "publish": "automatic", "enabled": true}
        """

    private static func load(_ objects: String...) throws -> [PlatformConfiguration] {
        try load(Array("[\(objects.joined(separator: ","))]".utf8))
    }

    private static func load(_ bytes: [UInt8]) throws -> [PlatformConfiguration] {
        try PlatformConfiguration.load(from: bytes, dialects: PlatformAdapters.dialects)
    }

    @Test("a sound platform is read")
    func reads() throws {
        let platforms = try Self.load(Self.sound)
        #expect(platforms.map(\.id) == ["bukalapak"])
        #expect(platforms[0].dialect == .jsonapi)
        #expect(platforms[0].credentials["client_id"] == "c")
        #expect(platforms[0].enabled)
    }

    @Test("the seed names eight enabled platforms on ports of their own")
    func seed() throws {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        let file = root.appendingPathComponent("catalog-seed/platforms.json")
        let platforms = try Self.load(Array(Data(contentsOf: file)))
        #expect(Set(platforms.map(\.dialect.name)) == Set(PlatformAdapters.dialects.map(\.name)))
        #expect(platforms.count == 8)
        #expect(Set(platforms.map(\.baseURL)).count == 8)
        #expect(Set(platforms.map(\.webhookSecret)).count == 8)
        #expect(platforms.count { $0.enabled } == 8)
    }

    @Test(
        "what is wrong is refused with the platform and the key",
        arguments: [
            ("\"id\": \"bukalapak\"", "\"id\": \"Buka lapak\"", "platform 1", "id"),
            ("\"id\": \"bukalapak\",", "", "platform 1", "id"),
            ("\"name\": \"Bukalapak\"", "\"name\": \"\"", "bukalapak", "name"),
            ("jsonapi", "soap", "bukalapak", "dialect"),
            ("\"jsonapi\"", "7", "bukalapak", "dialect"),
            ("\"http://127.0.0.1:9104\"", "\"ftp://x\"", "bukalapak", "base_url"),
            ("\"http://127.0.0.1:9104\"", "\"http://u:p@x\"", "bukalapak", "base_url"),
            ("\"http://127.0.0.1:9104\"", "\"http://x?y=1\"", "bukalapak", "base_url"),
            ("\"client_id\": \"c\",", "", "bukalapak", "credentials.client_id"),
            (
                "\"client_secret\": \"s\"", "\"client_secret\": 1", "bukalapak",
                "credentials.client_secret"
            ),
            ("/oauth/token", " /oauth", "bukalapak", "credentials.token_url"),
            ("/oauth/token", "/oauth#x", "bukalapak", "credentials.token_url"),
            ("whsec_AAAA", "whsec_!!!!", "bukalapak", "webhook_secret"),
            ("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "whsec_AAAA", "bukalapak", "webhook_secret"),
            ("automatic", "sometimes", "bukalapak", "publish"),
            ("true", "\"yes\"", "bukalapak", "enabled"),
            ("\"publish\"", "\"publsh\"", "bukalapak", "publsh"),
        ])
    func refuses(part: String, wrong: String, platform: String, key: String) throws {
        let text = Self.sound.replacing(part, with: wrong)
        try #require(text != Self.sound)
        let fault = #expect(throws: PlatformConfigurationFault.self) { try Self.load(text) }
        #expect(fault?.platform == platform)
        #expect(fault?.key == key)
    }

    @Test("the address of an endpoint may have a query")
    func query() throws {
        let text = Self.sound.replacing("/oauth/token", with: "/oauth/token?p=policy")
        let url = try Self.load(text)[0].credentials["token_url"]
        #expect(url == "http://127.0.0.1:9104/oauth/token?p=policy")
    }

    @Test("a fault never repeats a secret")
    func keepsSecrets() {
        let text = Self.sound.replacing("whsec_AAAA", with: "verysecret")
        let fault = #expect(throws: PlatformConfigurationFault.self) { try Self.load(text) }
        #expect(fault?.description.contains("verysecret") == false)
        #expect(
            fault?.description
                == "platforms.json: bukalapak: webhook_secret must be whsec_ and 24 to 64 bytes "
                + "in base 64")
    }

    @Test("an id is used once")
    func unique() {
        let fault = #expect(throws: PlatformConfigurationFault.self) {
            try Self.load(Self.sound, Self.sound)
        }
        #expect(fault?.key == "id")
    }

    @Test("two platforms that we could not tell apart are refused by the key")
    func shared() throws {
        func tool(_ id: String, _ client: String) -> String {
            """
            {"id": "\(id)", "name": "X", "dialect": "oaipmh-lti", "base_url": "https://x.example",
             "publish": "review", "enabled": true, "credentials": {"client_id": "\(client)",
             "deployment_id": "1", "launch_url": "https://x.example/l",
             "login_url": "https://x.example/i", "tool_jwks_url": "https://x.example/k"}}
            """
        }
        func feed(_ id: String, _ secret: String) -> String {
            """
            {"id": "\(id)", "name": "X", "dialect": "csv-xapi", "base_url": "https://x.example",
             "publish": "review", "enabled": true,
             "credentials": {"client_id": "c", "client_secret": "\(secret)"}}
            """
        }
        #expect(try Self.load(tool("a", "c"), tool("b", "d"), feed("e", "c")).count == 3)
        #expect(try Self.load(feed("a", "s"), feed("b", "t")).count == 2)
        for pair in [(tool("a", "c"), tool("b", "c")), (feed("a", "s"), feed("b", "s"))] {
            let fault = #expect(throws: PlatformConfigurationFault.self) {
                try Self.load(pair.0, pair.1)
            }
            #expect(fault?.platform == "b" && fault?.key == "credentials.client_id")
            #expect(fault?.description.contains("also that of a") == true)
        }
    }

    @Test("what is no array of objects is refused", arguments: ["", "{}", "[1]", "[[]]", "nope"])
    func notAnArray(text: String) {
        #expect(throws: PlatformConfigurationFault.self) {
            try Self.load(Array(text.utf8))
        }
    }

    @Test("a CSV feed needs neither token nor webhook secret")
    func csv() throws {
        let text = """
            {"id": "sisnaker", "name": "Sisnaker", "dialect": "csv-xapi",
             "base_url": "https://example.id/feed", "publish": "review", "enabled": false,
             "credentials": {"client_id": "c", "client_secret": "s"}}
            """
        #expect(try Self.load(text)[0].webhookSecret == nil)
    }
}
