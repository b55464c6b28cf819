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
    let dialects: [PlatformConfiguration.Dialect]

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
        let dialect = try dialect()
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

    private func dialect() throws(PlatformConfigurationFault) -> PlatformConfiguration.Dialect {
        let name = try text("dialect")
        guard let dialect = dialects.first(where: { $0.name == name }) else {
            throw fault("dialect", Self.isNone(name, of: dialects.map(\.name)))
        }
        return dialect
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
        for key in dialect.credentials where credentials[key] == nil {
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
        if object["webhook_secret"] == nil, !dialect.needsWebhookSecret { return nil }
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
            throw fault(key, Self.isNone(text, of: Word.allCases.map(\.rawValue)))
        }
        return word
    }

    private static func isNone(_ text: String, of words: [String]) -> String {
        "\"\(text.prefix(40))\" is not one of: \(words.joined(separator: ", "))"
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
