/// An absolute http or https URL, taken apart and put together again, so that what was checked
/// is exactly what is called (RFC 3986; no user info, no fragment).
public struct HTTPAddress: Sendable, Hashable {
    /// Longest URL in bytes.
    public static let bytesMax = 4096

    /// Who is called: the scheme, the host in lower case and the port.
    public struct Origin: Sendable, Hashable {
        /// `http` or `https`.
        public let scheme: String
        /// A name or an IPv4 address; an IPv6 address stands in brackets.
        public let host: String
        public let port: Int
    }

    public let origin: Origin
    /// Starts with `/`; percent-encoded.
    public let path: String
    /// Behind the `?`, percent-encoded; nil where there is none.
    public let query: String?

    init(origin: Origin, path: String, query: String?) {
        self.origin = origin
        self.path = path
        self.query = query
    }

    /// Nil unless the text is an http or https URL with a host and without user info.
    public init?(_ text: String) {
        guard let text = Self.encoded(text), let colon = text.firstIndex(of: ":") else {
            return nil
        }
        let rest = text[text.index(after: colon)...]
        guard rest.hasPrefix("//"),
            let address = Self.read(scheme: text[..<colon], authorityAndPath: rest.dropFirst(2))
        else { return nil }
        self = address
    }

    public var text: String {
        let isDefault = origin.port == Self.defaultPort(of: origin.scheme)
        let port = isDefault ? "" : ":\(origin.port)"
        return "\(origin.scheme)://\(origin.host)\(port)\(target)"
    }

    /// What stands in the request line: path and query.
    public var target: String { path + (query.map { "?" + $0 } ?? "") }

    /// The address of `segments` below this one, each percent-encoded; the query of this one is
    /// dropped. `http://a/api/` and `http://a/api` have the same addresses below them.
    public func below(
        _ segments: [String], query: [(name: String, value: String)] = []
    ) -> HTTPAddress {
        var path = path
        while path.hasSuffix("/") { path.removeLast() }
        for segment in segments { path += "/" + Self.component(segment) }
        let pairs = query.map { Self.component($0.name) + "=" + Self.component($0.value) }
        return HTTPAddress(
            origin: origin, path: path, query: pairs.isEmpty ? nil : pairs.joined(separator: "&"))
    }

    /// Resolves a reference as in RFC 3986 section 5; nil for other schemes and for what is not
    /// a URL. It may lead to another origin: compare before calling.
    public func resolving(_ reference: String) -> HTTPAddress? {
        guard let text = Self.encoded(reference) else { return nil }
        let head = text.prefix { $0 != "/" && $0 != "?" }
        if head.contains(":") { return HTTPAddress(text) }
        if text.hasPrefix("//") {
            return Self.read(scheme: origin.scheme[...], authorityAndPath: text.dropFirst(2))
        }
        let (referencePath, referenceQuery) = Self.split(text[...])
        if referencePath.isEmpty {
            return HTTPAddress(origin: origin, path: path, query: referenceQuery ?? query)
        }
        let merged: String
        if referencePath.hasPrefix("/") {
            merged = referencePath
        } else {
            let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
            merged = folder + referencePath
        }
        return HTTPAddress(
            origin: origin, path: Self.withoutDotSegments(merged), query: referenceQuery)
    }

    /// Resolves a link to another page of the same server; nil where it leads elsewhere. A server
    /// behind a proxy that ends TLS may write `http` for its own name: our scheme counts then.
    func page(_ reference: String) -> HTTPAddress? {
        guard let link = resolving(reference) else { return nil }
        if link.origin == origin { return link }
        let isUsual = { (origin: Origin) in origin.port == Self.defaultPort(of: origin.scheme) }
        guard link.origin.host == origin.host, isUsual(link.origin), isUsual(origin) else {
            return nil
        }
        return HTTPAddress(origin: origin, path: link.path, query: link.query)
    }

    /// Percent-encodes everything but the unreserved characters of RFC 3986.
    public static func component(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            if isUnreserved(byte) {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                encoded += percent(byte)
            }
        }
        return encoded
    }
}

extension HTTPAddress {
    private static func defaultPort(of scheme: String) -> Int { scheme == "https" ? 443 : 80 }

    private static func read(
        scheme: Substring, authorityAndPath: Substring
    ) -> HTTPAddress? {
        let scheme = scheme.lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let authority = authorityAndPath.prefix { $0 != "/" && $0 != "?" }
        guard let (host, port) = hostAndPort(authority) else { return nil }
        let (path, query) = split(authorityAndPath[authority.endIndex...])
        return HTTPAddress(
            origin: Origin(scheme: scheme, host: host, port: port ?? defaultPort(of: scheme)),
            path: withoutDotSegments(path), query: query)
    }

    private static func hostAndPort(_ authority: Substring) -> (String, Int?)? {
        guard !authority.isEmpty, !authority.contains("@") else { return nil }
        var host = authority
        var port: Int?
        let bracket = authority.lastIndex(of: "]")
        if let colon = authority.lastIndex(of: ":"), bracket.map({ $0 < colon }) ?? true {
            host = authority[..<colon]
            let digits = authority[authority.index(after: colon)...]
            guard digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
            if !digits.isEmpty {
                guard let number = Int(digits), (1...65_535).contains(number) else { return nil }
                port = number
            }
        }
        let isIPv6 = host.hasPrefix("[") && host.hasSuffix("]")
        let inside = isIPv6 ? host.dropFirst().dropLast() : host
        let allowed: (Character) -> Bool = { character in
            character.isASCII
                && (character.isLetter || character.isNumber || ".-_".contains(character)
                    || (isIPv6 && character == ":"))
        }
        guard !inside.isEmpty, inside.allSatisfy(allowed) else { return nil }
        return (host.lowercased(), port)
    }

    private static func split(_ text: Substring) -> (path: String, query: String?) {
        guard let mark = text.firstIndex(of: "?") else { return (String(text), nil) }
        return (String(text[..<mark]), String(text[text.index(after: mark)...]))
    }

    /// RFC 3986 section 5.2.4.
    private static func withoutDotSegments(_ path: String) -> String {
        var kept: [Substring] = []
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            switch segment {
            case ".": if isLast { kept.append("") }
            case "..":
                _ = kept.popLast()
                if isLast { kept.append("") }
            default: kept.append(segment)
            }
        }
        return "/" + kept.joined(separator: "/")
    }

    /// Drops the fragment and encodes what servers leave bare (brackets, spaces, letters beyond
    /// ASCII); nil for control characters and backslashes, which parsers read differently.
    private static func encoded(_ text: String) -> String? {
        guard text.utf8.count <= bytesMax else { return nil }
        var encoded = ""
        for byte in text.prefix(while: { $0 != "#" }).utf8 {
            switch byte {
            case 0..<0x20, 0x7F, UInt8(ascii: "\\"): return nil
            case 0x80..., UInt8(ascii: " "), UInt8(ascii: "\""), UInt8(ascii: "<"),
                UInt8(ascii: ">"), UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "{"),
                UInt8(ascii: "|"), UInt8(ascii: "}"):
                encoded += percent(byte)
            default: encoded.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        return encoded
    }

    private static func percent(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return byte < 16 ? "%0" + digits : "%" + digits
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            return true
        default: return false
        }
    }
}
