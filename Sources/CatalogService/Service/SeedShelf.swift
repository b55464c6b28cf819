import Catalog
import Foundation

/// What the service reads from the seed directory at its start and keeps in memory.
struct SeedShelf: Sendable {
    /// Largest file that is read, in bytes.
    static let fileBytesMax = 4 << 20

    let directory: URL
    /// Names of provinces and regencies by Kemendagri code.
    let regions: [String: String]
    let search: SearchSettings
    let flags: FlagSettings

    /// - Throws: ``ConfigurationError`` naming the file that is missing or wrong.
    init(directory path: String) throws(ConfigurationError) {
        directory = URL(fileURLWithPath: path, isDirectory: true)
        regions = try Self.regions(Self.text("regions.csv", in: directory))
        search = try Self.read("search.json", in: directory) { bytes throws(JSONFault) in
            try JSON.decode(SearchSettings.self, from: bytes)
        }
        flags = try Self.read("flags.json", in: directory, FlagSettings.load)
    }

    private static func read<Content>(
        _ name: String, in directory: URL, _ parse: ([UInt8]) throws(JSONFault) -> Content
    ) throws(ConfigurationError) -> Content {
        let bytes = try bytes(name, in: directory)
        do {
            return try parse(bytes)
        } catch {
            throw fault(name, CommandFailure.words(for: error))
        }
    }

    /// The bytes of a file of the directory.
    func bytes(_ name: String) throws(ConfigurationError) -> [UInt8] {
        try Self.bytes(name, in: directory)
    }

    private static func bytes(
        _ name: String, in directory: URL
    ) throws(ConfigurationError) -> [UInt8] {
        let path = directory.appendingPathComponent(name).path
        guard let data = FileManager.default.contents(atPath: path), data.count <= fileBytesMax
        else { throw fault(name, "cannot be read in \(directory.path)") }
        return Array(data)
    }

    private static func text(
        _ name: String, in directory: URL
    ) throws(ConfigurationError) -> String {
        String(decoding: try bytes(name, in: directory), as: UTF8.self)
    }

    private static func regions(_ csv: String) throws(ConfigurationError) -> [String: String] {
        var names: [String: String] = [:]
        for line in csv.split(whereSeparator: \.isNewline).dropFirst() {
            let parts = line.split(separator: ",", maxSplits: 1)
            guard parts.count == 2 else { throw fault("regions.csv", "has a broken line: \(line)") }
            names[String(parts[0])] = String(parts[1])
        }
        return names
    }

    private static func fault(_ file: String, _ problem: String) -> ConfigurationError {
        ConfigurationError(key: "CATALOGD_SEED", problem: "\(file) \(problem)")
    }
}
