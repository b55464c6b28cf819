import TestKit
import Testing

@testable import Catalog

@Suite("Safe HTML")
struct SafeHTMLTests {
    @Test(
        "descriptions are reduced to the safe set",
        arguments: [
            ("", ""),
            ("   \n ", ""),
            ("Belajar kopi", "<p>Belajar kopi</p>"),
            ("satu\ndua\n\ntiga", "<p>satu<br>dua</p><p>tiga</p>"),
            ("<p>satu</p><p>dua</p>", "<p>satu</p><p>dua</p>"),
            ("<p>satu<p>dua", "<p>satu</p><p>dua</p>"),
            ("<P CLASS=x onclick='a>b'>Hai</P>", "<p>Hai</p>"),
            ("<h1>Judul</h1><div>isi</div>", "<p>Judul</p><p>isi</p>"),
            ("a<br/>b<br><br><br>c<br>", "<p>a<br>b<br><br>c</p>"),
            ("<ul><li>satu<li>dua</ul>", "<ul><li>satu</li><li>dua</li></ul>"),
            ("<ul>lepas</ul>", "<ul><li>lepas</li></ul>"),
            ("<li>yatim</li>", "<p>yatim</p>"),
            (
                "<ol><li>a<ul><li>b</li></ul></li></ol>c",
                "<ol><li>a<ul><li>b</li></ul></li></ol><p>c</p>"
            ),
            ("<b><i>x</b>y</i>", "<p><b><i>x</i></b>y</p>"),
            ("<b></b><ul><li></li></ul><p> </p>teks", "<p>teks</p>"),
            (
                "mau <b>tebal</b> dan <em> miring </em>ya",
                "<p>mau <b>tebal</b> dan <em>miring</em> ya</p>"
            ),
            ("<a href=\"javascript:alert(1)\">klik</a>", "<p>klik</p>"),
            ("<script>alert('<p>')</script>aman", "<p>aman</p>"),
            ("<SCRIPT>x</scripting>y</ScRiPt >aman", "<p>aman</p>"),
            ("<style>p{}</style><!-- <b> --><?php ?><!doctype html>aman", "<p>aman</p>"),
            ("<script>tanpa akhir", ""),
            ("<!-- tanpa akhir <p>x</p>", ""),
            ("sebelum <img src=x onerror=alert(1)", "<p>sebelum</p>"),
            ("a < b && c > d", "<p>a &lt; b &amp;&amp; c &gt; d</p>"),
            ("<i>a &amp; b &lt;script&gt;</i>", "<p><i>a &amp; b &lt;script&gt;</i></p>"),
            ("&amp;lt;b&amp;gt;", "<p>&amp;lt;b&amp;gt;</p>"),
            (
                "&#60;script&#x3e &#0; &tidakada; &#xD800;",
                "<p>&lt;script&gt; \u{fffd} &amp;tidakada; \u{fffd}</p>"
            ),
            ("spasi&nbsp;&nbsp;keras caf&eacute;", "<p>spasi keras café</p>"),
            ("a\u{0}b\u{202e}c\u{200b}d", "<p>abcd</p>"),
        ])
    func reduces(source: String, expected: String) {
        #expect(SafeHTML(reducing: source).html == expected)
    }

    @Test("what is too long is cut inside its tags and says so")
    func cuts() {
        let html = SafeHTML(reducing: "<ul><li><b>satu dua tiga</b>", charactersMax: 7).html
        #expect(html == "<ul><li><b>satu d…</b></li></ul>")
        #expect(SafeHTML(reducing: html, charactersMax: 7).html == html)
    }

    @Test("nesting is bounded")
    func bounded() {
        let source = String(repeating: "<ul><li>", count: 10_000) + "x"
        let html = SafeHTML(reducing: source).html
        #expect(html.utf8.count < 100)
        #expect(Self.fault(in: html) == nil)
    }

    @Test("the text alone keeps words apart")
    func plainText() {
        let html = SafeHTML(reducing: "<p>satu<br>dua <b>ti</b>ga</p><ul><li>A&amp;B</ul>")
        #expect(html.plainText == "satu dua tiga A&B")
    }

    @Test("any input gives well-formed HTML of the safe set, and reducing again changes nothing")
    func property() {
        let seed = UInt64.random(in: .min ... .max)
        print("SafeHTML property seed: \(seed)")
        var random = SeededNumbers(seed: seed)
        let pieces = [
            "<", ">", "/", "</", "<p>", "</p>", "<ul>", "</ul>", "<ol", "<li>", "</li>", "<b>",
            "</b>", "<i ", "</i>", "<strong/>", "</strong>", "<em>", "</em>", "<br>", "<script>",
            "</script", "<style", "<!--", "-->", "<!", "<?", "\"", "'", "=", "&", "&lt;", "&#60;",
            "&#x3c", "&amp;", "lt;", ";", "#", "x", "kata", " ", "\n", "\u{0}", "\u{a0}", "é",
            "\u{301}", "\u{202e}", "<div>", "</div>", "<svg onload=x>", "<title>", "</title>",
            "<li><p>", "<table><td>", "😀", "\u{200b}", "<a href='>'>", "<textarea>",
        ]
        for round in 0..<4_000 {
            var source = ""
            for _ in 0..<Int.random(in: 0...30, using: &random) {
                source += pieces.randomElement(using: &random)!
            }
            let limit = Int.random(in: 1...60, using: &random)
            let html = SafeHTML(reducing: source, charactersMax: limit).html
            if let fault = Self.fault(in: html) {
                Issue.record("seed \(seed) round \(round): \(fault) in \(html) of \(source)")
                return
            }
            let again = SafeHTML(reducing: html, charactersMax: limit).html
            guard again == html else {
                Issue.record("seed \(seed) round \(round): \(html) became \(again) of \(source)")
                return
            }
        }
    }

    /// An independent reading of the output: every `<` begins a known tag, tags pair up, every
    /// `&` begins one of the three references.
    private static func fault(in html: String) -> String? {
        var open: [String] = []
        // Scalars, not characters: a combining mark joins the `>` before it.
        var rest = html.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "<":
                guard let end = rest.firstIndex(of: ">") else { return "an unfinished tag" }
                let tag = String(String.UnicodeScalarView(rest[..<end]))
                rest = rest[rest.index(after: end)...]
                if tag == "br" { continue }
                if tag.hasPrefix("/") {
                    guard open.popLast() == String(tag.dropFirst()) else {
                        return "unpaired \(tag)"
                    }
                } else {
                    guard SafeHTML.tags.contains(tag) else { return "the tag \(tag)" }
                    open.append(tag)
                }
            case "&":
                let known = ["amp;", "lt;", "gt;"].first { rest.starts(with: $0.unicodeScalars) }
                guard let known else { return "a bare &" }
                rest = rest.dropFirst(known.unicodeScalars.count)
            case ">":
                return "a bare >"
            default:
                continue
            }
        }
        return open.isEmpty ? nil : "unclosed \(open)"
    }
}
