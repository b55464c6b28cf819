import Testing

@testable import Catalog

@Suite("Suggestions")
struct SuggestTests {
    private struct Answer: Decodable {
        struct Item: Decodable {
            let text: String
            let kind: String
            let id: String?
            let slug: String?
        }

        let items: [Item]
    }

    private func suggest(
        _ text: String, _ language: LabelLanguage = .indonesian
    ) throws -> [Answer.Item] {
        let body = SearchFindingTests.snapshot.suggest(text, language: language)
        return try JSON.decode(Answer.self, from: body.bytes).items
    }

    @Test(
        "what is typed leads to what is meant",
        arguments: [
            ("akun", "Akuntansi untuk Pemula", "title"),
            ("akutan", "Akuntansi untuk Pemula", "title"),
            ("akutansi", "Akuntansi untuk Pemula", "title"),
            ("warung ko", "Manajemen Warung Kopi", "title"),
            ("kuli", "Kuliner", "category"),
            ("bahasa ing", "Bahasa Inggris Praktis untuk Pelaku Pariwisata", "title"),
            ("latte", "latte art", "skill"),
            ("lpk", "LPK Bina 0", "provider"),
        ])
    func meant(typed: String, text: String, kind: String) throws {
        let items = try suggest(typed)
        #expect(items.contains { $0.text == text && $0.kind == kind })
        #expect(items.count <= SuggestionIndex.itemsMax)
    }

    @Test("courses and categories can be opened")
    func identified() throws {
        let course = try #require(try suggest("merajut").first { $0.kind == "title" })
        #expect(course.slug == "kursus-47")
        #expect(course.id == SearchCorpus.courses[47].id.value)
        let category = try #require(try suggest("marketing", .english).first)
        #expect(category.id == "pemasaran")
        #expect(category.text == "Marketing")
    }

    @Test("nothing typed suggests nothing", arguments: ["", "  ", "?!", "qwxzvw"])
    func nothing(_ typed: String) throws {
        #expect(try suggest(typed).isEmpty)
    }
}
