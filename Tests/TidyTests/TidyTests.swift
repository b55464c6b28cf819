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
        let python = try ["Tests", "scripts", "deploy"].flatMap { folder in
            try repository.files(below: folder) {
                $0.hasSuffix(".py") || ["scripts/test", "deploy/cluster"].contains($0)
            }
        }
        var tooLarge: [String] = []
        for file in try repository.swiftFiles() + python {
            let lines = file.text.hasSuffix("\n") ? file.lines.dropLast() : file.lines[...]
            if lines.count > Self.fileLinesMax { tooLarge.append("\(file.path): \(lines.count)") }
            for (index, line) in lines.enumerated() where line.utf8.count > Self.lineColumnsMax {
                if line.count > Self.lineColumnsMax { tooLarge.append(file.place(index)) }
            }
        }
        #expect(tooLarge == [])
    }

    @Test("no function has more than 70 lines")
    func functions() throws {
        var tooLong: [String] = []
        for file in try repository.swiftFiles() {
            for function in FunctionLengths(SwiftSource(file.text)).functions
            where function.lineCount > Self.functionLinesMax {
                tooLong.append("\(file.path):\(function.line): \(function.lineCount)")
            }
        }
        #expect(tooLong == [])
    }

    /// Who may call a C library; the names of its functions begin so.
    static let owners = [
        "sqlite3_": "Sources/SQLiteEngine/", "PQ": "Sources/PostgreSQLEngine/",
        "MHD_": "Sources/HTTPServer/",
        "curl_": "Sources/PlatformAdapters/", "crypto_": "Sources/Cryptography/",
        "sodium_": "Sources/Cryptography/", "sb_stemmer": "Sources/Catalog/Search/",
        "BrotliEncoder": "Sources/Compression/", "deflate": "Sources/Compression/",
    ]

    @Test("a C library is called by one target only")
    func ownership() throws {
        var trespassers: [String] = []
        var called: Set<String> = []
        for file in try repository.swiftFiles(in: ["Sources"]) {
            let names = SwiftSource(file.text).names
            for (prefix, owner) in Self.owners where names.contains(where: { $0.hasPrefix(prefix) })
            {
                called.insert(prefix)
                if !file.path.hasPrefix(owner) { trespassers.append("\(file.path) \(prefix)") }
            }
        }
        #expect(trespassers == [])
        #expect(called == Set(Self.owners.keys), "an owner that calls nothing owns nothing")
    }

    @Test("nothing deletes a course: on a server an order names it without a foreign key")
    func coursesStay() throws {
        let files = try repository.swiftFiles(in: ["Sources"]).filter {
            $0.text.contains("DELETE FROM courses")
        }
        #expect(files.map(\.path) == [])
    }

    @Test("nothing is left for later")
    func leftForLater() throws {
        // Split, so that this file does not find itself.
        let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
        let files = try repository.swiftFiles().filter { file in
            words.contains { file.text.contains($0) }
        }
        #expect(files.map(\.path) == [])
    }

    @Test("files are named for what they hold, not for being of use")
    func names() throws {
        let files = try repository.swiftFiles().filter { file in
            ["Utils", "Helper", "Manager", "Core"].contains { file.name.contains($0) }
        }
        #expect(files.map(\.path) == [])
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
        let files = try repository.files(below: "", where: { _ in true }).filter { file in
            places.contains { file.text.contains($0) }
        }
        #expect(files.map(\.path) == [])
    }
}
