import Testing

/// What has to be said in words: promises of public types, reasons for unchecked safety.
@Suite struct CommentTests {
    private static let declarations = [
        "struct", "class", "enum", "protocol", "actor", "func", "typealias",
    ]

    private let repository = Repository()

    @Test("public types and top-level functions have a documentation comment")
    func publicDeclarations() throws {
        var silent: [String] = []
        for file in try repository.swiftFiles(in: ["Sources"]) {
            for (index, line) in file.lines.enumerated() where line.hasPrefix("public ") {
                guard line.split(separator: " ").contains(where: { Self.declares($0) }),
                    !above(index, in: file.lines).hasPrefix("///")
                else { continue }
                silent.append(file.place(index))
            }
        }
        #expect(silent == [])
    }

    @Test("unchecked safety states its reason")
    func unchecked() throws {
        var silent: [String] = []
        for file in try repository.swiftFiles() {
            for phrase in ["@unchecked Sendable", "nonisolated(unsafe)"]
            where file.text.contains(phrase) {
                for (index, line) in SwiftSource(file.text).lines.enumerated()
                where line.contains(phrase) && !above(index, in: file.lines).hasPrefix("//") {
                    silent.append(file.place(index))
                }
            }
        }
        #expect(silent == [])
    }

    private static func declares(_ word: Substring) -> Bool {
        declarations.contains { word == $0 }
    }

    /// The nearest line above that is not an attribute, without its indentation.
    private func above(_ index: Int, in lines: [Substring]) -> Substring {
        let line = lines[..<index].reversed().lazy.map { $0.drop { $0 == " " } }
        return line.first { !$0.hasPrefix("@") } ?? ""
    }
}
