import Foundation
import Testing

@testable import Catalog

@Suite("Categories")
struct CategoryTests {
    private let food = Category(
        id: "kuliner", name: .init(id: "Kuliner & Tata Boga", en: "Culinary Arts"),
        words: ["Masak & Baking"])

    @Test(
        "words map whatever their case and spacing",
        arguments: ["kuliner", "KULINER", " masak  & baking", "Masak dan Baking", "Culinary arts"])
    func maps(word: String) {
        #expect(CategoryMap([food]).category(for: word) == "kuliner")
    }

    @Test("other words map to nothing")
    func unknown() {
        #expect(CategoryMap([food]).category(for: "Masak") == nil)
        #expect(CategoryMap([food]).category(for: nil) == nil)
    }

    @Test(
        "a wrong file is refused with the category's name",
        arguments: [
            #"[{"id":"A b","name":{"id":"x","en":"x"},"words":[]}]"#,
            #"[{"id":"a","name":{"id":"","en":"x"},"words":[]}]"#,
            """
            [{"id":"a","name":{"id":"x","en":"x"},"words":["w"]},
             {"id":"b","name":{"id":"y","en":"y"},"words":["W "]}]
            """,
            #"[{"id":"a","words":[]}]"#,
        ])
    func refuses(text: String) {
        #expect(throws: JSONFault.self) { try Category.load(from: Array(text.utf8)) }
    }

    @Test("the seed's categories load, and at least twelve of them")
    func seed() throws {
        let categories = try Category.load(from: SeedFile.bytes("categories.json"))
        #expect(categories.count >= 14)
        let map = CategoryMap(categories)
        #expect(map.category(for: "Tata Boga") == "kuliner")
    }
}

/// Files of the repository's own seed.
enum SeedFile {
    static func bytes(_ name: String, from test: String = #filePath) throws -> [UInt8] {
        var root = URL(fileURLWithPath: test)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return Array(try Data(contentsOf: root.appendingPathComponent("catalog-seed/\(name)")))
    }
}
