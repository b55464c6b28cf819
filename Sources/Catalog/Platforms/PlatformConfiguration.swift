/// One object of `platforms.json`. A ninth platform of a known dialect needs only such an object.
public struct PlatformConfiguration: Sendable, Codable, Equatable {
    public enum Dialect: String, Sendable, Codable, CaseIterable {
        case prakerja, openedx, moodle, jsonapi, graphql
        case oaipmhLTI = "oaipmh-lti"
        case odata
        case csvXAPI = "csv-xapi"
    }

    public enum Publish: String, Sendable, Codable, CaseIterable {
        /// A sound new course goes live at once.
        case automatic
        /// It waits for a curator.
        case review
    }

    public let id: String
    public let name: String
    public let dialect: Dialect
    /// May have a path; every URL is resolved below it.
    public let baseURL: String
    public let credentials: [String: String]
    /// `whsec_…` of Standard Webhooks.
    public let webhookSecret: String?
    public let publish: Publish
    /// False stops the fetching of its catalogue and the sale of its courses. Orders that were made
    /// before are still carried out, and its callbacks still heard.
    public let enabled: Bool
    /// Moodle: the short names of the custom fields that hold price, duration, provider, delivery.
    public let customFields: [String: String]
    /// OAI-PMH: the metadata that is harvested beside `oai_dc`; nil means `lom`.
    public let metadataPrefix: String?
    /// GraphQL: the header that carries a callback's signature; nil means `X-Signature`.
    public let signatureHeader: String?

    enum CodingKeys: String, CodingKey {
        case id, name, dialect, credentials, publish, enabled
        case baseURL = "base_url"
        case webhookSecret = "webhook_secret"
        case customFields = "custom_fields"
        case metadataPrefix = "metadata_prefix"
        case signatureHeader = "signature_header"
    }

    public init(
        id: String, name: String, dialect: Dialect, baseURL: String,
        credentials: [String: String], webhookSecret: String?, publish: Publish, enabled: Bool,
        customFields: [String: String] = [:], metadataPrefix: String? = nil,
        signatureHeader: String? = nil
    ) {
        self.id = id
        self.name = name
        self.dialect = dialect
        self.baseURL = baseURL
        self.credentials = credentials
        self.webhookSecret = webhookSecret
        self.publish = publish
        self.enabled = enabled
        self.customFields = customFields
        self.metadataPrefix = metadataPrefix
        self.signatureHeader = signatureHeader
    }
}

extension PlatformConfiguration {
    /// Most platforms that one file can name.
    public static let countMax = 64

    /// Reads `platforms.json` and checks everything that can be checked without calling out.
    ///
    /// - Throws: ``PlatformConfigurationFault`` naming the platform and the key.
    public static func load(
        from bytes: [UInt8]
    ) throws(PlatformConfigurationFault) -> [PlatformConfiguration] {
        let members: [[String: ConfigurationMember]]
        do {
            members = try JSON.decode([[String: ConfigurationMember]].self, from: bytes)
        } catch {
            let place = error.member.isEmpty ? "" : " (\(error.member))"
            throw PlatformConfigurationFault(
                platform: "", key: "",
                problem: "must be an array of objects: \(error.problem)\(place)")
        }
        guard members.count <= countMax else {
            throw PlatformConfigurationFault(
                platform: "", key: "", problem: "names more than \(countMax) platforms")
        }
        var platforms: [PlatformConfiguration] = []
        for (index, object) in members.enumerated() {
            let reader = PlatformConfigurationReader(place: "platform \(index + 1)", object: object)
            let platform = try reader.read()
            guard !platforms.contains(where: { $0.id == platform.id }) else {
                throw PlatformConfigurationFault(
                    platform: platform.id, key: "id", problem: "is used twice")
            }
            if let (key, other) = platforms.lazy.compactMap(platform.sharedProof(with:)).first {
                throw PlatformConfigurationFault(
                    platform: platform.id, key: key,
                    problem: "is also that of \(other): give each a client of its own")
            }
            platforms.append(platform)
        }
        return platforms
    }

    /// What two platforms may not have in common, because by it we tell who speaks to us: the
    /// client_id of LTI tools, and the client_id with its secret of those that post statements.
    private func sharedProof(
        with other: PlatformConfiguration
    ) -> (key: String, platform: String)? {
        guard dialect == other.dialect,
            credentials["client_id"] == other.credentials["client_id"]
        else { return nil }
        switch dialect {
        case .oaipmhLTI: return ("credentials.client_id", other.id)
        case .csvXAPI:
            guard credentials["client_secret"] == other.credentials["client_secret"] else {
                return nil
            }
            return ("credentials.client_id", other.id)
        case .prakerja, .openedx, .moodle, .jsonapi, .graphql, .odata: return nil
        }
    }
}
