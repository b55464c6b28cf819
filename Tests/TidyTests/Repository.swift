import Foundation

/// The files of the repository, found from where this file is.
struct Repository {
    struct File {
        /// Relative to the root.
        let path: String
        let text: String

        var name: String { String(path.split(separator: "/").last ?? "") }
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

        /// How a line is named in a finding.
        func place(_ index: Int) -> String { "\(path):\(index + 1)" }
    }

    /// What a build, a test run or a demo leaves behind; see `.gitignore`.
    private static let leftovers = [".git", ".venv", ".run", "__pycache__", ".pytest_cache"]

    let root: URL

    init(testFile: String = #filePath) {
        root = URL(fileURLWithPath: testFile)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }

    /// Swift files below the named folders, by path.
    func swiftFiles(in folders: [String] = ["Sources", "Tests"]) throws -> [File] {
        try folders.flatMap { try files(below: $0) { $0.hasSuffix(".swift") } }
    }

    /// Files below a folder ("" is the root) whose path is wanted and which are text, by path.
    func files(below folder: String, where isWanted: (String) -> Bool) throws -> [File] {
        let start = folder.isEmpty ? root : root.appending(path: folder)
        var found: [File] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: start.path()).sorted() {
            guard !Self.leftovers.contains(name), !name.hasPrefix(".build") else { continue }
            let path = folder.isEmpty ? name : folder + "/" + name
            var isFolder: ObjCBool = false
            let url = root.appending(path: path)
            // The C-style out parameter of Foundation's own signature.
            guard unsafe FileManager.default.fileExists(atPath: url.path(), isDirectory: &isFolder)
            else { continue }
            if isFolder.boolValue {
                found += try files(below: path, where: isWanted)
            } else if isWanted(path), let text = try? String(contentsOf: url, encoding: .utf8) {
                found.append(File(path: path, text: text))
            }
        }
        return found
    }
}
