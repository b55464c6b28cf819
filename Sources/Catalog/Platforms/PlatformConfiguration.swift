/// One object of `platforms.json`. A ninth platform of a known dialect needs only such an object.
public struct PlatformConfiguration: Sendable, Equatable {
    public enum Publish: String, Sendable, CaseIterable {
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
    /// - Parameter dialects: those that there are adapters for.
    /// - Throws: ``PlatformConfigurationFault`` naming the platform and the key.
    public static func load(
        from bytes: [UInt8], dialects: [Dialect]
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
            let reader = PlatformConfigurationReader(
                place: "platform \(index + 1)", object: object, dialects: dialects)
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

    /// What two platforms may not have in common, because by it we tell who speaks to us.
    private func sharedProof(
        with other: PlatformConfiguration
    ) -> (key: String, platform: String)? {
        guard dialect == other.dialect, let first = dialect.proofs.first,
            dialect.proofs.allSatisfy({
                credentials[$0] != nil && credentials[$0] == other.credentials[$0]
            })
        else { return nil }
        return ("credentials.\(first)", other.id)
    }
}
