/// What is wrong in a `platforms.json`, and where. It never repeats a secret.
public struct PlatformConfigurationFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The platform's id, or its place (`platform 3`) where the id itself is wrong; empty for
    /// the file as a whole.
    public let platform: String
    /// `base_url`, `credentials.client_id`; empty for the platform as a whole.
    public let key: String
    public let problem: String

    public init(platform: String, key: String, problem: String) {
        self.platform = platform
        self.key = key
        self.problem = problem
    }

    /// `platforms.json: bukalapak: credentials.token_url is missing`
    public var description: String {
        let place = ["platforms.json", platform].filter { !$0.isEmpty }.joined(separator: ": ")
        return place + ": " + [key, problem].filter { !$0.isEmpty }.joined(separator: " ")
    }
}
