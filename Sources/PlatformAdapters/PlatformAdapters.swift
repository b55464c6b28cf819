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
        case .odata:
            return ODataAdapter(id: configuration.id, connection: try parts.tokenConnection())
        case .oaipmhLTI: return try OAIPMHAdapter(parts)
        case .prakerja, .openedx, .moodle, .graphql:
            throw parts.fault("dialect", "is not spoken yet")
        }
    }
}
