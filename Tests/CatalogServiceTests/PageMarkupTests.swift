import Catalog
import Testing

@testable import CatalogService

@Suite("Markup and wording of pages")
struct PageMarkupTests {
    @Test("a string that is put into markup stays text")
    func escaped() {
        let name = "<script>alert(\"1\")</script> & 'x'"
        let page: HTML = "<p title=\"\(name)\">\(name)</p>"
        let safe = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;"
        #expect(page.text == "<p title=\"\(safe)\">\(safe)</p>")
    }

    @Test("markup within markup stays as it is")
    func nested() {
        let items: [HTML] = ["<li>\("a<b")</li>", "<li>b</li>"]
        let list: HTML = "<ul>\(items)</ul>"
        #expect(list.text == "<ul><li>a&lt;b</li><li>b</li></ul>")
    }

    @Test("no text in structured data ends its element")
    func structuredData() {
        let data = HTML(structuredData: Array("{\"name\":\"</script><b>\"}".utf8))
        #expect(!data.text.dropLast(10).contains("</script><b>"))
        #expect(data.text.contains("\\u003c/script\\u003e"))
    }

    @Test("a form leads back to pages of ours only")
    func returning() {
        #expect(PagePath(returning: "/kelas?q=kopi")?.text == "/kelas?q=kopi")
        for foreign in [
            "//evil.example", "https://evil.example", "/\\evil.example", "", "x", "/a b",
        ] {
            #expect(PagePath(returning: foreign) == nil, "\(foreign)")
        }
    }

    @Test(
        "times are told in the zone of the place",
        arguments: [
            (nil, "31 Desember 2026 23.30 WIB"), ("51.71", "1 Januari 2027 00.30 WITA"),
            ("94", "1 Januari 2027 01.30 WIT"),
        ])
    func zones(region: String?, words: String) throws {
        let instant = try #require(Instant("2026-12-31T16:30:00Z"))
        let say = Wording(language: .indonesian)
        #expect(say.moment(instant, in: LocalZone(region: region)) == words)
    }

    @Test("leap days and turns of years are right")
    func calendar() throws {
        for (text, year, month, day) in [
            ("2024-02-29T00:00:00Z", 2024, 2, 29), ("2000-03-01T10:00:00Z", 2000, 3, 1),
            ("1970-01-01T00:00:00Z", 1970, 1, 1), ("2100-02-28T20:00:00Z", 2100, 3, 1),
        ] {
            let time = LocalTime(try #require(Instant(text)), zone: .western)
            #expect((time.year, time.month, time.day) == (year, month, day), "\(text)")
        }
    }

    @Test("numbers are written as each language writes them")
    func numbers() {
        let indonesian = Wording(language: .indonesian)
        let english = Wording(language: .english)
        #expect(indonesian.count(1_234_567) == "1.234.567")
        #expect(english.count(1_234) == "1,234")
        #expect(indonesian.stars(4.66) == "4,7")
        #expect(english.courses(1) == "1 course")
        #expect(indonesian.price(nil) == "Tidak dijual")
        #expect(indonesian.duration(minutes: 90) == "1 jam 30 menit")
    }

    @Test("tags are no words of a summary")
    func plainText() {
        #expect(PlainText.of("<p>Satu &amp; <b>dua</b></p>") == "Satu & dua")
    }
}
