import Testing

@testable import Catalog

@Suite("Slugs")
struct SlugTests {
    @Test(
        "titles become ASCII words with hyphens",
        arguments: [
            ("Manajemen Warung Kopi", "manajemen-warung-kopi"),
            ("Pelatihan Da'i Muda", "pelatihan-dai-muda"),
            ("Akuntansi & Pajak (Dasar)", "akuntansi-dan-pajak-dasar"),
            ("C++ dan C#", "c-plus-plus-dan-c-sharp"),
            ("Café Ñandú — Größe", "cafe-nandu-grosse"),
            ("日本語", "kursus"),
            ("---", "kursus"),
        ])
    func titles(title: String, slug: String) {
        #expect(Slug.of(title: title) == slug)
    }

    @Test("long titles are cut between words")
    func cut() {
        let slug = Slug.of(title: String(repeating: "panjang ", count: 40))
        #expect(slug.utf8.count <= Slug.bytesMax)
        #expect(slug.hasSuffix("panjang"))
        #expect(Slug.of(title: String(repeating: "x", count: 200)).utf8.count == Slug.bytesMax)
    }

    @Test("a taken slug ends in a part of the course's id")
    func suffix() {
        let id = Identifier<Course>(at: Instant(milliseconds: 1))
        let slug = Slug.of(title: "Menjadi MC Andal", suffixedFor: id)
        #expect(slug == "menjadi-mc-andal-" + id.value.suffix(Slug.suffixLength))
    }
}
