import Foundation

/// A directory of its own for one run, on a disk: /var/tmp, because /tmp may be in memory, where
/// a sync costs nothing and every durable figure would be a lie.
struct Workspace {
    let path: String

    init() throws {
        path = "/var/tmp/catalog-bench-\(getpid())"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755])
    }

    func file(_ name: String) -> String { path + "/" + name }

    /// Makes a directory in it and returns its path.
    func directory(_ name: String) throws -> String {
        try FileManager.default.createDirectory(
            atPath: file(name), withIntermediateDirectories: true)
        return file(name)
    }

    func write(_ text: String, to name: String) throws -> String {
        try text.write(toFile: file(name), atomically: false, encoding: .utf8)
        return file(name)
    }

    /// Copies a closed SQLite database, whose log was emptied when it was closed.
    func copyDatabase(_ source: String, to name: String) throws -> String {
        let manager = FileManager.default
        for suffix in ["", "-wal", "-shm"] {
            try? manager.removeItem(atPath: file(name) + suffix)
            if manager.fileExists(atPath: source + suffix) {
                try manager.copyItem(atPath: source + suffix, toPath: file(name) + suffix)
            }
        }
        return file(name)
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
