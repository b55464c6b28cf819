import Cryptography
import Foundation

/// Reads one object of the file.
struct PlatformConfigurationReader {
    private static let keys: Set<String> = [
        "id", "name", "dialect", "base_url", "credentials", "webhook_secret", "publish", "enabled",
        // Of dialects that have more to tell.
        "custom_fields", "metadata_prefix", "signature_header",
    ]
    private static let idLengthMax = 32
    private static let nameLengthMax = 100
    private static let urlBytesMax = 500
    private static let credentialBytesMax = 1_000
    private static let customFieldNames: Set<String> = [
        "price", "duration", "provider", "delivery",
    ]
    /// Standard Webhooks: between 24 and 64 bytes.
    private static let secretBytes = 24...64
    private static let secretPrefix = "whsec_"

    let place: String
    let object: [String: ConfigurationMember]

    func read() throws(PlatformConfigurationFault) -> PlatformConfiguration {
        let id = try text("id")
        guard Self.isID(id) else {
            throw fault(
                "id",
                "must be 1 to \(Self.idLengthMax) lower-case letters, digits and hyphens, "
                    + "beginning with a letter")
        }
        if let unknown = object.keys.sorted().first(where: { !Self.keys.contains($0) }) {
            throw fault(unknown, "is not a key of a platform")
        }
        let name = try text("name")
        guard !name.isEmpty, name.count <= Self.nameLengthMax, CleanText.line(name) == name else {
            throw fault("name", "must be 1 to \(Self.nameLengthMax) readable characters")
        }
        let dialect: PlatformConfiguration.Dialect = try word("dialect")
        let baseURL = try text("base_url")
        guard Self.isWebAddress(baseURL) else {
            throw fault("base_url", "must be an http or https URL without query and user name")
        }
        return PlatformConfiguration(
            id: id, name: name, dialect: dialect, baseURL: baseURL,
            credentials: try credentials(of: dialect), webhookSecret: try secret(of: dialect),
            publish: try word("publish"), enabled: try flag("enabled"),
            customFields: try customFields(),
            metadataPrefix: try token("metadata_prefix"),
            signatureHeader: try token("signature_header"))
    }

    /// What a dialect's credentials must hold. A CSV feed may be behind HTTP Basic, which needs no
    /// token.
    private static func requiredCredentials(
        of dialect: PlatformConfiguration.Dialect
    ) -> [String] {
        switch dialect {
        case .prakerja: ["client_code", "sign_key"]
        case .openedx, .csvXAPI: ["client_id", "client_secret"]
        case .moodle: ["token"]
        case .jsonapi, .odata: ["client_id", "client_secret", "token_url"]
        case .graphql: ["token", "jwks_url"]
        case .oaipmhLTI:
            ["client_id", "deployment_id", "launch_url", "login_url", "tool_jwks_url"]
        }
    }

    private func customFields() throws(PlatformConfigurationFault) -> [String: String] {
        guard let member = object["custom_fields"] else { return [:] }
        guard case .object(let members) = member else {
            throw fault("custom_fields", "must be an object")
        }
        var fields: [String: String] = [:]
        for (key, value) in members.sorted(by: { $0.key < $1.key }) {
            guard Self.customFieldNames.contains(key) else {
                let names = Self.customFieldNames.sorted().joined(separator: ", ")
                throw fault("custom_fields.\(key)", "is not one of: \(names)")
            }
            guard case .text(let name) = value, !name.isEmpty, name.count <= Self.nameLengthMax
            else { throw fault("custom_fields.\(key)", "must be a field's short name") }
            fields[key] = name
        }
        return fields
    }

    /// A word of printable ASCII without blanks, or nil where the key is absent.
    private func token(_ key: String) throws(PlatformConfigurationFault) -> String? {
        guard object[key] != nil else { return nil }
        let text = try text(key)
        guard !text.isEmpty, text.utf8.count <= Self.nameLengthMax,
            text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: ":") })
        else { throw fault(key, "must be a word without blanks or colons") }
        return text
    }

    private func credentials(
        of dialect: PlatformConfiguration.Dialect
    ) throws(PlatformConfigurationFault) -> [String: String] {
        guard case .object(let members)? = object["credentials"] else {
            throw fault("credentials", "must be an object")
        }
        var credentials: [String: String] = [:]
        for (key, member) in members.sorted(by: { $0.key < $1.key }) {
            guard case .text(let value) = member, !value.isEmpty,
                value.utf8.count <= Self.credentialBytesMax,
                !value.unicodeScalars.contains(where: CleanText.isForbidden)
            else { throw fault("credentials.\(key)", "must be a text that is not empty") }
            credentials[key] = value
        }
        for key in Self.requiredCredentials(of: dialect) where credentials[key] == nil {
            throw fault("credentials.\(key)", "is missing")
        }
        for (key, url) in credentials.sorted(by: { $0.key < $1.key })
        where key.hasSuffix("_url") && !Self.isWebAddress(url, mayHaveQuery: true) {
            throw fault("credentials.\(key)", "must be an http or https URL without user name")
        }
        return credentials
    }

    private func secret(
        of dialect: PlatformConfiguration.Dialect
    ) throws(PlatformConfigurationFault) -> String? {
        // The other dialects have callbacks of their own, or are asked.
        let needsSecret = dialect == .jsonapi || dialect == .prakerja
        if object["webhook_secret"] == nil, !needsSecret { return nil }
        let secret = try text("webhook_secret")
        guard secret.hasPrefix(Self.secretPrefix),
            let key = Base64.decode(String(secret.dropFirst(Self.secretPrefix.count))),
            Self.secretBytes.contains(key.count)
        else {
            throw fault(
                "webhook_secret",
                "must be whsec_ and 24 to 64 bytes in base 64")
        }
        return secret
    }

    private func text(_ key: String) throws(PlatformConfigurationFault) -> String {
        switch object[key] {
        case .text(let text): return text
        case nil: throw fault(key, "is missing")
        default: throw fault(key, "must be a text")
        }
    }

    private func flag(_ key: String) throws(PlatformConfigurationFault) -> Bool {
        switch object[key] {
        case .flag(let flag): return flag
        case nil: throw fault(key, "is missing")
        default: throw fault(key, "must be true or false")
        }
    }

    private func word<Word: RawRepresentable & CaseIterable>(
        _ key: String
    ) throws(PlatformConfigurationFault) -> Word where Word.RawValue == String {
        let text = try text(key)
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw fault(key, "\"\(text.prefix(40))\" is not one of: \(words)")
        }
        return word
    }

    private func fault(_ key: String, _ problem: String) -> PlatformConfigurationFault {
        var platform = place
        if case .text(let id)? = object["id"], Self.isID(id) { platform = id }
        return PlatformConfigurationFault(platform: platform, key: key, problem: problem)
    }

    private static func isID(_ id: String) -> Bool {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        return id.utf8.count <= idLengthMax && id.utf8.first.map(letters.contains) == true
            && id.utf8.allSatisfy {
                letters.contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
            }
    }

    /// - Parameter mayHaveQuery: addresses of single endpoints may (RFC 6749 section 3.2); below a
    ///   base one would be lost.
    private static func isWebAddress(_ text: String, mayHaveQuery: Bool = false) -> Bool {
        guard text.utf8.count <= urlBytesMax, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }),
            let parts = URLComponents(string: text),
            parts.scheme == "https" || parts.scheme == "http",
            let host = parts.host, !host.isEmpty,
            parts.user == nil, parts.password == nil, mayHaveQuery || parts.query == nil,
            parts.fragment == nil
        else { return false }
        return parts.port.map { (1...65_535).contains($0) } ?? true
    }
}
