import Catalog

/// The adapters by dialect.
public enum PlatformAdapters {
    /// One line a dialect; the order is that in which they are named to people.
    private static let all: [any DialectAdapter.Type] = [
        PrakerjaAdapter.self,
        OpenEdXAdapter.self,
        MoodleAdapter.self,
        JSONAPIAdapter.self,
        GraphQLAdapter.self,
        OAIPMHAdapter.self,
        ODataAdapter.self,
        CSVXAPIAdapter.self,
    ]

    /// What `platforms.json` may name.
    public static let dialects = all.map { $0.dialect }

    /// The adapter of a configured platform; nothing is called yet.
    ///
    /// - Throws: ``PlatformConfigurationFault`` naming the key that is missing or wrong.
    public static func make(
        _ configuration: PlatformConfiguration, tools: AdapterTools
    ) throws(PlatformConfigurationFault) -> any Platform {
        let parts = AdapterParts(configuration: configuration, tools: tools)
        guard let adapter = all.first(where: { $0.dialect == configuration.dialect }) else {
            throw parts.fault("dialect", "there is no adapter for \(configuration.dialect)")
        }
        return try adapter.init(parts)
    }
}
