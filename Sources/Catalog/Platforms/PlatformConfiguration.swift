/// One object of `platforms.json`. A ninth platform of a known dialect needs only such an object.
public struct PlatformConfiguration: Sendable, Codable, Equatable {
    public enum Dialect: String, Sendable, Codable, CaseIterable {
        case jsonapi
        case csvXAPI = "csv-xapi"
    }

    public enum Publish: String, Sendable, Codable {
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
    public let enabled: Bool

    enum CodingKeys: String, CodingKey {
        case id, name, dialect, credentials, publish, enabled
        case baseURL = "base_url"
        case webhookSecret = "webhook_secret"
    }

    public init(
        id: String, name: String, dialect: Dialect, baseURL: String,
        credentials: [String: String], webhookSecret: String?, publish: Publish, enabled: Bool
    ) {
        self.id = id
        self.name = name
        self.dialect = dialect
        self.baseURL = baseURL
        self.credentials = credentials
        self.webhookSecret = webhookSecret
        self.publish = publish
        self.enabled = enabled
    }
}
