import Catalog

/// What adapters are made of, taken from a platform's configuration and checked on the way.
struct AdapterParts {
    let configuration: PlatformConfiguration
    let tools: AdapterTools

    /// Bearer tokens from `token_url`.
    func tokenConnection() throws(PlatformConfigurationFault) -> PlatformConnection {
        let endpoint = try webAddress("token_url")
        return connection(try base(), .tokens(try tokens(from: endpoint), scheme: "Bearer"))
    }

    /// Bearer tokens where there is a `token_url`, else HTTP Basic.
    func tokenOrBasicConnection() throws(PlatformConfigurationFault) -> PlatformConnection {
        guard configuration.credentials["token_url"] == nil else { return try tokenConnection() }
        return connection(try base(), .basic(try clientCredentials()))
    }

    func tokens(
        from endpoint: HTTPAddress, form: AccessTokenForm = AccessTokenForm()
    ) throws(PlatformConfigurationFault) -> AccessTokens {
        AccessTokens(
            client: tools.client, endpoint: endpoint, credentials: try clientCredentials(),
            limits: tools.limits, clock: tools.clock, form: form)
    }

    func connection(
        _ base: HTTPAddress, _ identification: PlatformConnection.Identification
    ) -> PlatformConnection {
        PlatformConnection(base: base, identification: identification, tools: tools)
    }

    func base() throws(PlatformConfigurationFault) -> HTTPAddress {
        try address(configuration.baseURL, key: "base_url")
    }

    func clientCredentials() throws(PlatformConfigurationFault) -> ClientCredentials {
        ClientCredentials(
            id: try credential("client_id"), secret: try credential("client_secret"))
    }

    func credential(_ name: String) throws(PlatformConfigurationFault) -> String {
        guard let value = configuration.credentials[name], !value.isEmpty else {
            throw fault("credentials.\(name)", "is missing")
        }
        return value
    }

    /// The URL in a credential such as `token_url`; it may have a query.
    func webAddress(_ name: String) throws(PlatformConfigurationFault) -> HTTPAddress {
        try address(try credential(name), key: "credentials.\(name)", mayHaveQuery: true)
    }

    func fault(_ key: String, _ problem: String) -> PlatformConfigurationFault {
        PlatformConfigurationFault(
            platform: configuration.id, key: key, problem: problem)
    }

    private func address(
        _ text: String, key: String, mayHaveQuery: Bool = false
    ) throws(PlatformConfigurationFault) -> HTTPAddress {
        guard let address = HTTPAddress(text), mayHaveQuery || address.query == nil else {
            throw fault(key, "is not an http or https URL: \(text.prefix(200))")
        }
        return address
    }
}
