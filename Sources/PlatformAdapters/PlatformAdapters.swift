import Catalog

/// The adapters by dialect.
public enum PlatformAdapters {
    /// The adapter of a configured platform; nothing is called yet.
    ///
    /// - Throws: ``PlatformConfigurationFault`` naming the key that is missing or wrong.
    public static func make(
        _ configuration: PlatformConfiguration, tools: AdapterTools
    ) throws(PlatformConfigurationFault) -> any Platform {
        let reader = ConfigurationReader(configuration: configuration, tools: tools)
        switch configuration.dialect {
        case .jsonapi:
            return JSONAPIAdapter(
                id: configuration.id, connection: try reader.connection(needsTokens: true))
        case .csvXAPI:
            return CSVXAPIAdapter(
                id: configuration.id, connection: try reader.connection(needsTokens: false))
        }
    }
}

/// Checks a configuration while taking it apart.
private struct ConfigurationReader {
    let configuration: PlatformConfiguration
    let tools: AdapterTools

    func connection(
        needsTokens: Bool
    ) throws(PlatformConfigurationFault) -> PlatformConnection {
        let base = try address(configuration.baseURL, key: "base_url")
        let credentials = ClientCredentials(
            id: try credential("client_id"), secret: try credential("client_secret"))
        guard needsTokens || configuration.credentials["token_url"] != nil else {
            return PlatformConnection(
                base: base, identification: .basic(credentials), tools: tools)
        }
        let endpoint = try address(
            try credential("token_url"), key: "credentials.token_url", mayHaveQuery: true)
        let tokens = AccessTokens(
            client: tools.client, endpoint: endpoint, credentials: credentials,
            limits: tools.limits, clock: tools.clock)
        return PlatformConnection(base: base, identification: .bearer(tokens), tools: tools)
    }

    private func credential(_ name: String) throws(PlatformConfigurationFault) -> String {
        guard let value = configuration.credentials[name], !value.isEmpty else {
            throw fault("credentials.\(name)", "is missing")
        }
        return value
    }

    private func address(
        _ text: String, key: String, mayHaveQuery: Bool = false
    ) throws(PlatformConfigurationFault) -> HTTPAddress {
        guard let address = HTTPAddress(text), mayHaveQuery || address.query == nil else {
            throw fault(key, "is not an http or https URL: \(text.prefix(200))")
        }
        return address
    }

    private func fault(_ key: String, _ problem: String) -> PlatformConfigurationFault {
        PlatformConfigurationFault(
            platform: configuration.id, key: key, problem: problem)
    }
}
