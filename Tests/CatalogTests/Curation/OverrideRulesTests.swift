import Testing

@testable import Catalog

@Suite("What may stand in the place of a platform's value")
struct OverrideRulesTests {
    private let listing = Listing(
        platformID: "bukalapak", externalID: "A", title: "Kopi", price: Money(rupiah: 100_000),
        skills: ["kopi"])

    private func text(_ value: JSONValue, _ field: CourseField) -> Result<String?, Refusal> {
        do {
            return .success(
                try OverrideRules.text(of: value, for: field, in: listing, categories: ["kuliner"]))
        } catch {
            return .failure(error)
        }
    }

    @Test("a value passes the gate that platforms' values pass")
    func kept() throws {
        let cases: [(JSONValue, CourseField, String?)] = [
            ("  Kopi   Susu ", .title, "Kopi Susu"),
            ("<p onclick=x>Isi<script>x</script></p>", .description, "<p>Isi</p>"),
            (.null, .description, ""), ("kuliner", .categoryID, "kuliner"),
            (.null, .categoryID, nil), ("advanced", .level, "advanced"), (.null, .level, nil),
            ("en-GB", .language, "en"), (["teh", "Teh", "susu"], .skills, #"["teh","susu"]"#),
            (.null, .skills, "[]"), ("https://example.id/a.png", .imageURL, nil),
            (75_000, .price, "75000"), (0, .price, "0"),
        ]
        for (value, field, expected) in cases {
            let wanted = field == .imageURL ? value.string : expected
            #expect(try text(value, field).get() == wanted, "\(field)")
        }
    }

    @Test("what does not fit is refused with what would, never left empty")
    func refused() {
        let cases: [(JSONValue, CourseField)] = [
            ("", .title), (.null, .title), (.string(String(repeating: "x", count: 301)), .title),
            (5, .title), ("tak-ada", .categoryID), (3, .categoryID), ("expert", .level),
            ("bahasa", .language), ("kopi", .skills), ([1], .skills),
            (.array(Array(repeating: "x", count: 51)), .skills),
            ("javascript:alert(1)", .imageURL), (-1, .price), (1_000_000_001, .price),
            ("100", .price), (.null, .price), (.number(1.5), .price), (true, .level),
        ]
        for (value, field) in cases {
            guard case .failure(let refusal) = text(value, field) else {
                Issue.record("\(value) was taken as \(field)")
                continue
            }
            #expect(refusal.status == 422 && refusal.code == "override_invalid")
            #expect(refusal.detail.contains("`\(field.rawValue)`"))
            #expect(refusal.reasons.first?.fix.isEmpty == false)
        }
    }

    @Test("what orders depend on cannot be overridden")
    func fields() throws {
        for field in CourseField.allCases {
            let isFree = OverrideRules.fields.contains(field)
            #expect((try? OverrideRules.field(field.rawValue)) == (isFree ? field : nil))
        }
        for field in [CourseField.state, .schedules, .delivery, .durationMinutes, .url] {
            #expect(!OverrideRules.fields.contains(field))
        }
    }
}
