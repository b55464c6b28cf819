/// A `multipart/form-data` body (RFC 7578, in the framing of RFC 2046 section 5.1), as browsers
/// send the forms that hold a file.
///
/// Stricter than the RFC allows where only a mistake or an attack makes use of it: nothing stands
/// before the first delimiter or behind the last, no part is encoded for transport or nested, and
/// no name comes twice.
public struct MultipartForm: Sendable {
    public static let mediaType = "multipart/form-data"
    public static let partsMax = 50
    /// Of one part's head, without the empty line that ends it.
    public static let headBytesMax = 1_024
    public static let nameBytesMax = 100
    /// RFC 2046 section 5.1.1.
    public static let boundaryBytesMax = 70

    /// What is wrong with a body, in words that name the place.
    public struct Fault: Error, Sendable, Equatable {
        public let detail: String
    }

    /// One field.
    public struct Part: Sendable, Equatable {
        public let name: String
        /// As the sender called it, made of whatever characters; nil for a field that is no file.
        public let filename: String?
        public let content: [UInt8]
    }

    public let parts: [Part]

    /// - Parameter contentType: the whole field, with its boundary.
    public init(_ body: [UInt8], contentType: String) throws(Fault) {
        let boundary = try Self.boundary(of: contentType)
        var reader = PartReader(body, boundary: boundary)
        var parts: [Part] = []
        var names: Set<String> = []
        try reader.begin()
        while let part = try reader.next() {
            guard parts.count < Self.partsMax else {
                throw Fault(detail: "There are more than \(Self.partsMax) fields.")
            }
            guard names.insert(part.name).inserted else {
                throw Fault(detail: "The field `\(part.name)` comes twice.")
            }
            parts.append(part)
        }
        self.parts = parts
    }

    /// The part of this name.
    public subscript(name: String) -> Part? { parts.first { $0.name == name } }

    /// `bchars` of RFC 2046, which does not end with a space.
    private static func boundary(of contentType: String) throws(Fault) -> [UInt8] {
        let field = try ParameterList(contentType)
        guard field.value.lowercased() == mediaType else {
            throw Fault(detail: "The body is no \(mediaType).")
        }
        guard let boundary = field["boundary"] else {
            throw Fault(detail: "Content-Type lacks its boundary.")
        }
        let bytes = Array(boundary.utf8)
        let others = Set(" '()+_,-./:=?".utf8)
        let areAllowed = bytes.allSatisfy { others.contains($0) || $0.isLetterOrDigit }
        guard areAllowed, (1...boundaryBytesMax).contains(bytes.count),
            bytes.last != UInt8(ascii: " ")
        else { throw Fault(detail: "Content-Type has a boundary that RFC 2046 does not allow.") }
        return bytes
    }
}
