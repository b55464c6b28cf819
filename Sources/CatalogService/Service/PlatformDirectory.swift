import Catalog
import Foundation
import PlatformAdapters

/// The configured platforms by id.
public struct PlatformDirectory: Sendable {
    /// One platform: how it is configured, and the adapter that speaks to it.
    struct Entry: Sendable {
        let configuration: PlatformConfiguration
        let platform: any Platform
        /// How the calls to it went.
        var vitals = PlatformVitals()
    }

    /// In the order of the configuration.
    let entries: [Entry]
    /// The platforms whose courses may be bought: the enabled ones.
    let selling: Set<String>
    /// For calls to platforms that are no adapter's.
    let client: HTTPClient

    /// Reads `platforms.json` and makes the adapters; nothing is called yet.
    /// - Throws: ``ConfigurationError`` naming the platform and the key.
    /// - Parameter syncSpanMax: the longest that one platform's catalogue may take; a great one
    ///   gives way to those who browse, and rests as long as it works.
    init(
        file: String, clock: WallClock, syncSpanMax: Span = .minutes(30)
    ) throws(ConfigurationError) {
        let client = HTTPClient()
        var entries: [Entry] = []
        for configuration in try Self.configurations(file: file) {
            let vitals = PlatformVitals(clock: clock)
            let tools = AdapterTools(
                client: client, clock: clock, syncSpanMax: syncSpanMax, vitals: vitals)
            do throws(PlatformConfigurationFault) {
                entries.append(
                    Entry(
                        configuration: configuration,
                        platform: try PlatformAdapters.make(configuration, tools: tools),
                        vitals: vitals))
            } catch {
                throw ConfigurationError(key: "CATALOGD_PLATFORMS", problem: "\(error)")
            }
        }
        self.entries = entries
        self.client = client
        selling = Set(entries.filter(\.configuration.enabled).map(\.configuration.id))
    }

    /// Platforms that are made already.
    init(entries: [Entry], client: HTTPClient = HTTPClient()) {
        self.entries = entries
        self.client = client
        selling = Set(entries.filter(\.configuration.enabled).map(\.configuration.id))
    }

    /// The platforms that a file configures.
    public static func configurations(
        file: String
    ) throws(ConfigurationError) -> [PlatformConfiguration] {
        guard let data = FileManager.default.contents(atPath: file),
            data.count <= SeedShelf.fileBytesMax
        else {
            throw ConfigurationError(
                key: "CATALOGD_PLATFORMS", problem: "\(file) cannot be read")
        }
        do throws(PlatformConfigurationFault) {
            return try PlatformConfiguration.load(
                from: Array(data), dialects: PlatformAdapters.dialects)
        } catch {
            throw ConfigurationError(key: "CATALOGD_PLATFORMS", problem: "\(error)")
        }
    }

    subscript(id: String) -> Entry? {
        entries.first { $0.configuration.id == id }
    }

    /// What the platforms are called, by id.
    var names: [String: String] {
        Dictionary(
            entries.map { ($0.configuration.id, $0.configuration.name) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Those whose catalogue is fetched and sold. What was bought of the others is still carried
    /// out, and what they report is still heard.
    var enabled: [Entry] { entries.filter(\.configuration.enabled) }
}
