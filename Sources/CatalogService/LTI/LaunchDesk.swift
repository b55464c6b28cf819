import Catalog
import Cryptography
import Foundation
import PlatformAdapters

/// What launches need: the tools that are registered with us, and the key that we sign with (LTI
/// 1.3, section 5; IMS Security Framework 1.0).
final class LaunchDesk: Sendable {
    /// A tool, as `platforms.json` registers it.
    struct Tool: Sendable {
        let platformID: String
        let platformName: String
        let clientID: String
        let deploymentID: String
        /// Where the learner is sent in the end; the only redirect URI.
        let launchURL: String
        let loginURL: String
        let keys: JWKSCache
    }

    let tools: [Tool]
    /// Who we are to the tools: our public URL.
    let issuer: String
    let key: SigningKeyHolder
    /// Bounds what is carried out away from the server's threads.
    let callbacks = CallbackDesk()

    init(_ context: ServiceContext) {
        issuer = context.configuration.publicURL
        key = SigningKeyHolder(context)
        tools = context.platforms.entries.compactMap { Self.tool($0, context) }
    }

    var platformIDs: Set<String> { Set(tools.map(\.platformID)) }

    func tool(clientID: String) -> Tool? { tools.first { $0.clientID == clientID } }

    func url(_ path: String) -> String { issuer + path }

    /// Where the scores of an order belong.
    func lineItem(of order: Identifier<Order>) -> String {
        url("/lti/orders/\(order.value)/lineitem")
    }

    private static func tool(
        _ entry: PlatformDirectory.Entry, _ context: ServiceContext
    ) -> Tool? {
        let configuration = entry.configuration
        let credentials = configuration.credentials
        guard configuration.dialect == .oaipmhLTI, let clientID = credentials["client_id"],
            let deploymentID = credentials["deployment_id"],
            let launchURL = credentials["launch_url"], let loginURL = credentials["login_url"],
            let address = credentials["tool_jwks_url"].flatMap(HTTPAddress.init)
        else { return nil }
        let tools = AdapterTools(client: context.platforms.client, clock: context.clock)
        return Tool(
            platformID: configuration.id, platformName: configuration.name, clientID: clientID,
            deploymentID: deploymentID, launchURL: launchURL, loginURL: loginURL,
            keys: JWKSCache(address: address, tools: tools))
    }
}

/// Our signing key: made once, kept in the store, read from it once.
actor SigningKeyHolder {
    struct SigningKey: Sendable {
        let key: RSAPrivateKey
        /// `kid`: the key's thumbprint.
        let keyID: String
    }

    static let purpose = "lti"

    private let context: ServiceContext
    private var underWay: Task<SigningKey, any Error>?

    init(_ context: ServiceContext) {
        self.context = context
    }

    /// - Throws: what the store throws; the next call tries again.
    func current() async throws -> SigningKey {
        if let underWay { return try await underWay.value }
        let loading = Task { [context] in try await Self.load(context) }
        underWay = loading
        do {
            return try await loading.value
        } catch {
            underWay = nil
            throw error
        }
    }

    private static func load(_ context: ServiceContext) async throws -> SigningKey {
        var pem = try await context.reads.run { try SigningKeyStore($0).pem(for: purpose) }
        if pem == nil {
            // Takes some hundred milliseconds, hence a thread of its own.
            let fresh = await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    continuation.resume(returning: RSAPrivateKey.generate().pem)
                }
            }
            let now = context.clock.now()
            pem = try await context.commands.run {
                try SigningKeyStore($0).keep(fresh, for: purpose, now: now)
            }
        }
        guard let key = pem.flatMap({ RSAPrivateKey(pem: $0) }) else {
            throw CommandFailure("the signing key in the store is damaged")
        }
        return SigningKey(key: key, keyID: JSONWebKey.thumbprint(of: key.publicKey))
    }
}
