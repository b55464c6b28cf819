extension PlatformConfiguration {
    /// The published protocol that a platform speaks, and what `platforms.json` has to hold for it.
    /// Each is told by the folder of its adapter; here none is known by name.
    public struct Dialect: Sendable, Equatable, CustomStringConvertible {
        /// As `platforms.json` names it.
        public let name: String
        /// Keys of `credentials` that have to be there.
        public let credentials: [String]
        /// Whether `webhook_secret` has to be there: other dialects have callbacks of their own, or
        /// are asked.
        public let needsWebhookSecret: Bool
        /// Keys of `credentials` by which we tell who speaks to us: no two platforms of the dialect
        /// may have them all in common. Empty where we tell by something else.
        public let proofs: [String]

        public init(
            name: String, credentials: [String], needsWebhookSecret: Bool = false,
            proofs: [String] = []
        ) {
            self.name = name
            self.credentials = credentials
            self.needsWebhookSecret = needsWebhookSecret
            self.proofs = proofs
        }

        public var description: String { name }
    }
}
