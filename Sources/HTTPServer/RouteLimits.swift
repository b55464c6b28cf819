/// What a route accepts, checked before its body is read.
public struct RouteLimits: Sendable {
    /// Largest request body in bytes; 0 for routes without one.
    public var bodyBytesMax: Int
    /// Accepted media types (without parameters), lower case; empty accepts any.
    public var mediaTypes: [String]

    public init(bodyBytesMax: Int = 0, mediaTypes: [String] = []) {
        self.bodyBytesMax = bodyBytesMax
        self.mediaTypes = mediaTypes
    }

    public static let noBody = RouteLimits()
    public static let json = RouteLimits(bodyBytesMax: 64 * 1024, mediaTypes: ["application/json"])

    /// Refuses a body that the route does not take, by what the head says of it.
    func admit(_ fields: HeaderFields, _ framing: HeadRules.Framing) throws(HTTPRefusal) {
        guard framing.hasBody else { return }
        if bodyBytesMax == 0 { throw .bodyTooLarge(limit: 0) }
        if case .length(let count) = framing, count > bodyBytesMax {
            throw .bodyTooLarge(limit: bodyBytesMax)
        }
        for encoding in fields.all("content-encoding") where encoding.lowercased() != "identity" {
            throw .unsupportedEncoding
        }
        if mediaTypes.isEmpty { return }
        let types = fields.all("content-type")
        if types.count > 1 { throw .malformed("more than one Content-Type") }
        guard let type = types.first, accepts(type) else {
            throw .unsupportedMediaType(accepted: mediaTypes)
        }
    }

    /// Compares the type without case and without parameters, but for a charset, which must be
    /// UTF-8.
    private func accepts(_ contentType: String) -> Bool {
        if mediaTypes.contains(contentType) { return true }
        let parts = contentType.lowercased().split(
            separator: ";", omittingEmptySubsequences: false)
        guard let type = parts.first.map(Self.trimmed), mediaTypes.contains(String(type)) else {
            return false
        }
        for parameter in parts.dropFirst() {
            let pair = parameter.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, Self.trimmed(pair[0]) == "charset" else { continue }
            var charset = Self.trimmed(pair[1])
            if charset.count >= 2, charset.first == "\"", charset.last == "\"" {
                charset = charset.dropFirst().dropLast()
            }
            if charset != "utf-8" { return false }
        }
        return true
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
