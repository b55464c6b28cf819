import Testing

@testable import Catalog

@Suite("Finding courses")
struct SearchFindingTests {
    static let snapshot = SearchCorpus.snapshot()

    struct Case: Sendable, CustomTestStringConvertible {
        let query: String
        let first: String
        let corrected: String?

        init(_ query: String, _ first: String, corrected: String? = nil) {
            self.query = query
            self.first = first
            self.corrected = corrected
        }

        var testDescription: String { query }
    }

    static let cases = [
        // As named
        Case("manajemen warung kopi", "Manajemen Warung Kopi"),
        Case("Akuntansi untuk Pemula", "Akuntansi untuk Pemula"),
        Case("akuntansi pemula", "Akuntansi untuk Pemula"),
        Case("dai muda", "Pelatihan Da'i Muda"),
        Case("Da’i", "Pelatihan Da'i Muda"),
        Case("bahasa inggris", "Bahasa Inggris Praktis untuk Pelaku Pariwisata"),
        Case("PYTHON", "Python Pertama"),
        Case("fotografi", "Fotografi Produk"),
        // Mistyped
        Case("akutansi pemula", "Akuntansi untuk Pemula", corrected: "akuntansi pemula"),
        Case("akutansi ", "Akuntansi untuk Pemula", corrected: "akuntansi"),
        Case(
            "bahasa ingris", "Bahasa Inggris Praktis untuk Pelaku Pariwisata",
            corrected: "bahasa inggris"),
        Case("manajmen warung kopi", "Manajemen Warung Kopi", corrected: "manajemen warung kopi"),
        Case("housekeping", "Dasar Keterampilan Housekeeping", corrected: "housekeeping"),
        Case("telemraketer", "Belajar Menjadi Telemarketer", corrected: "telemarketer"),
        Case("hidropnik", "Hidroponik di Teras", corrected: "hidroponik"),
        Case("keamanan sibr", "Keamanan Siber Karyawan", corrected: "keamanan siber"),
        Case("fotogarfi prduk", "Fotografi Produk", corrected: "fotografi produk"),
        // Beginnings
        Case("housek", "Dasar Keterampilan Housekeeping"),
        Case("manajemen war", "Manajemen Warung Kopi"),
        Case("hidr", "Hidroponik di Teras"),
        Case("fotogarf", "Fotografi Produk", corrected: "fotografi"),
        // Inflected
        Case("melatih dai", "Pelatihan Da'i Muda"),
        Case("rajutan", "Merajut Syal"),
        Case("penulisan cerita", "Menulis Cerita Anak"),
        Case("menulis iklan", "Tulisan Iklan yang Menjual"),
        Case("kelola gudang", "Mengelola Gudang Kecil"),
        Case("mengelola sampah", "Pengelolaan Sampah Kantor"),
        Case("businesses", "Business English Emails"),
        // Other words for it
        Case("pembawa acara", "Menjadi MC Andal"),
        Case("master of ceremony", "Menjadi MC Andal"),
        Case("servis hp", "Servis Ponsel"),
        Case("english email", "Business English Emails"),
        Case("smartphone", "Smartphone Videography"),
        // Other fields
        Case("neraca jurnal", "Akuntansi untuk Pemula"),
        Case("nastar", "Kue Kering Lebaran"),
        Case("finance pajak", "Pajak UMKM Setengah Persen"),
        // Not all words
        Case("kursus hidroponik luar angkasa", "Hidroponik di Teras"),
        Case("merajut syal qwxzv", "Merajut Syal"),
    ]

    @Test("the best course comes first", arguments: cases)
    func bestFirst(_ test: Case) throws {
        let page = try ReadPage([("q", test.query)], of: Self.snapshot)
        #expect(page.items.first?.title == test.first)
        #expect(page.corrected_query == test.corrected)
    }

    @Test("all words must be there while a course has all")
    func allWords() throws {
        let kopi = try ReadPage([("q", "kopi ")], of: Self.snapshot)
        #expect(kopi.total == 3)
        let both = try ReadPage([("q", "kopi espresso ")], of: Self.snapshot)
        #expect(both.items.map(\.title) == ["Barista Siap Kerja"])
    }

    @Test(
        "nothing is made up for a word that is far from all", arguments: ["qwxzv", "!!!", "99999"])
    func nothingFound(_ query: String) throws {
        let page = try ReadPage([("q", query)], of: Self.snapshot)
        #expect(page.total == 0)
        #expect(page.items.isEmpty)
        #expect(page.corrected_query == nil)
    }

    @Test("a course is found by the regency and the province where it is held")
    func places() throws {
        let page = try ReadPage([("q", "bandung"), ("delivery", "offline")], of: Self.snapshot)
        #expect(!page.items.isEmpty)
        #expect(page.items.allSatisfy { $0.next_schedule?.regency?.code ?? "32.73" == "32.73" })
    }

    @Test("only published courses are found")
    func unpublished() throws {
        var courses = SearchCorpus.courses
        courses[4].state = .suspended
        let snapshot = SearchCorpus.snapshot(courses)
        #expect(snapshot.course(courses[4].id) == nil)
        #expect(snapshot.detail(idOrSlug: courses[4].slug, language: .english) == nil)
        let page = try ReadPage([("q", "manajemen warung kopi")], of: snapshot)
        #expect(page.items.allSatisfy { $0.title != "Manajemen Warung Kopi" })
    }

    @Test("an empty catalogue answers everything")
    func empty() throws {
        let snapshot = SearchCorpus.snapshot([])
        let page = try ReadPage(
            [("q", "kopi"), ("price_max", "100"), ("limit", "1")], of: snapshot)
        #expect(page.total == 0)
        #expect(try ReadPage([], of: snapshot).facets.count == CatalogFacet.allCases.count)
        let chosen = try ReadPage([("level", "advanced")], of: snapshot)
        #expect(chosen.facets["level"]?.map(\.label) == ["Mahir"])
        #expect(snapshot.suggest("kopi", language: .english).bytes == Array(#"{"items":[]}"#.utf8))
    }
}
