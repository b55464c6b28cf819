import Testing

/// What has to be said in words: promises of public types, reasons for unchecked safety.
@Suite struct CommentTests {
    private let repository = Repository()

    @Test("public types and top-level functions have a documentation comment")
    func publicDeclarations() throws {
        let declaration = try Regex(
            "^(public )(final |indirect )*(struct|class|enum|protocol|actor|func|typealias) ")
        for file in try repository.swiftFiles(in: ["Sources"]) {
            for (index, line) in file.lines.enumerated() where line.contains(declaration) {
                let comment = above(index, in: file.lines)
                #expect(comment.hasPrefix("///"), "\(file.path):\(index + 1) says nothing")
            }
        }
    }

    @Test(
        "unchecked safety states its reason",
        arguments: ["@unchecked Sendable", "nonisolated(unsafe)"])
    func unchecked(phrase: String) throws {
        for file in try repository.swiftFiles() {
            for (index, code) in SwiftSource(file.text).lines.enumerated()
            where code.contains(phrase) {
                let comment = above(index, in: file.lines)
                #expect(comment.hasPrefix("//"), "\(file.path):\(index + 1) gives no reason")
            }
        }
    }

    /// The nearest line above that is not an attribute, without its indentation.
    private func above(_ index: Int, in lines: [Substring]) -> Substring {
        let line = lines[..<index].reversed().map { $0.drop { $0 == " " } }
        return line.first { !$0.hasPrefix("@") } ?? ""
    }
}
