import Catalog

/// The adapters by dialect.
public enum PlatformAdapters {
    /// The adapter of a configured platform; nothing is called yet.
    ///
    /// - Throws: ``PlatformConfigurationFault`` naming the key that is missing or wrong.
    public static func make(
        _ configuration: PlatformConfiguration, tools: AdapterTools
    ) throws(PlatformConfigurationFault) -> any Platform {
        let parts = AdapterParts(configuration: configuration, tools: tools)
        switch configuration.dialect {
        case .jsonapi:
            return JSONAPIAdapter(
                id: configuration.id, connection: try parts.tokenConnection())
        case .csvXAPI:
            return CSVXAPIAdapter(
                id: configuration.id, connection: try parts.tokenOrBasicConnection())
        case .graphql: return try GraphQLAdapter(parts)
        case .moodle: return try MoodleAdapter(parts)
        case .oaipmhLTI: return try OAIPMHAdapter(parts)
        case .odata:
            return ODataAdapter(id: configuration.id, connection: try parts.tokenConnection())
        case .openedx: return try OpenEdXAdapter(parts)
        case .prakerja: return try PrakerjaAdapter(parts)
        }
    }
}
