import Foundation
import Testing

/// The rules of style that a machine can hold. There are no exemptions.
@Suite struct TidyTests {
    static let fileLinesMax = 300
    static let functionLinesMax = 70
    static let lineColumnsMax = 100

    private let repository = Repository()

    @Test("the rules are held against files")
    func findsFiles() throws {
        let paths = try repository.swiftFiles().map(\.path)
        #expect(paths.contains("Sources/SQL/CommandQueue.swift"))
        #expect(paths.contains("Tests/TidyTests/TidyTests.swift"))
    }

    @Test("no file has more than 300 lines, no line more than 100 columns")
    func sizes() throws {
        let python = try ["Tests", "scripts"].flatMap { folder in
            try repository.files(below: folder) { $0.hasSuffix(".py") || $0 == "scripts/test" }
        }
        for file in try repository.swiftFiles() + python {
            let lines = file.text.hasSuffix("\n") ? file.lines.dropLast() : file.lines[...]
            #expect(lines.count <= Self.fileLinesMax, "\(file.path) has \(lines.count) lines")
            for (index, line) in lines.enumerated() {
                #expect(line.count <= Self.lineColumnsMax, "\(file.path):\(index + 1)")
            }
        }
    }

    @Test("no function has more than 70 lines")
    func functions() throws {
        for file in try repository.swiftFiles() {
            for function in FunctionLengths(SwiftSource(file.text)).functions {
                #expect(
                    function.lineCount <= Self.functionLinesMax,
                    "\(file.path):\(function.line) has \(function.lineCount) lines")
            }
        }
    }

    /// Who may call a C library; the names of its functions begin so.
    static let owners = [
        "sqlite3_": "Sources/SQLiteEngine/", "MHD_": "Sources/HTTPServer/",
        "curl_": "Sources/PlatformAdapters/", "crypto_": "Sources/Cryptography/",
        "sodium_": "Sources/Cryptography/", "sb_stemmer": "Sources/Catalog/Search/",
    ]

    @Test("a C library is called by one target only", arguments: owners.keys.sorted())
    func ownership(prefix: String) throws {
        let owner = try #require(Self.owners[prefix])
        let call = try Regex("(^|[^A-Za-z0-9_])\(prefix)")
        for file in try repository.swiftFiles(in: ["Sources"]) where !file.path.hasPrefix(owner) {
            for (index, line) in SwiftSource(file.text).lines.enumerated() {
                #expect(!line.contains(call), "\(file.path):\(index + 1) belongs to \(owner)")
            }
        }
    }

    @Test("nothing is left for later")
    func leftForLater() throws {
        // Split, so that this file does not find itself.
        let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
        let marker = try Regex("\\b(\(words.joined(separator: "|")))\\b")
        for file in try repository.swiftFiles() {
            for (index, line) in file.lines.enumerated() {
                #expect(!line.contains(marker), "\(file.path):\(index + 1)")
            }
        }
    }

    @Test("files are named for what they hold, not for being of use")
    func names() throws {
        for file in try repository.swiftFiles() {
            for word in ["Utils", "Helper", "Manager", "Core"] {
                #expect(!file.name.contains(word), "\(file.path)")
            }
        }
    }

    @Test("the package depends on no package")
    func packages() throws {
        let manifest = try repository.files(below: "") { $0 == "Package.swift" }
        #expect(manifest.count == 1)
        #expect(manifest.allSatisfy { !$0.text.contains(".package(") })
    }

    @Test("no file names a place on the machine where it was written")
    func places() throws {
        let places = ["/wo" + "rk/", "/tmp/" + "wt"]
        for file in try repository.files(below: "", where: { _ in true }) {
            for place in places { #expect(!file.text.contains(place), "\(file.path)") }
        }
    }
}
