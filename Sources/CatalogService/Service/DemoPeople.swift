import Catalog

/// Who can sign in to the demo, for its banner.
public enum DemoPeople {
    public struct Introduction: Sendable {
        public let email: String
        /// What the person's state shows.
        public let about: String
    }

    private struct File: Decodable {
        struct Person: Decodable {
            let email: String
            let about: String
        }
        let participants: [Person]
    }

    /// In the order of `participants.json`.
    /// - Throws: ``ConfigurationError`` or `JSONFault` where the file cannot be read.
    public static func introductions(seedDirectory: String) throws -> [Introduction] {
        let bytes = try SeedShelf(directory: seedDirectory).bytes("participants.json")
        return try JSON.decode(File.self, from: bytes).participants.map {
            Introduction(email: $0.email, about: $0.about)
        }
    }
}
