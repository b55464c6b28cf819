import Testing

@testable import Catalog

@Suite("Catalogue queries")
struct CatalogQueryTests {
    private static let snapshot = SearchCorpus.snapshot()

    @Test(
        "a wrong parameter is refused by name with what is allowed",
        arguments: [
            ("platform", "shopee", "tokopedia"), ("platform", "tokopedia,shopee", "bukalapak"),
            ("category", "KULINER", "kuliner"), ("delivery", "selfpaced", "self-paced"),
            ("level", "expert", "advanced"), ("language", "xx", "en"),
            ("price", "cheap", "under-100k"), ("province", "31.74", "31"),
            ("province", "00", "51"), ("duration", "long", "over-40h"),
            ("sort", "Price", "-price"), ("sort", "id", "starts_soon"),
            ("limit", "0", "20"), ("limit", "101", "20"), ("limit", "-1", "20"),
            ("limit", "1.5", "20"), ("limit", "٣", "20"), ("limit", "99999999999999999999", "20"),
            ("price_max", "murah", "digits"), ("price_max", "-1", "digits"),
            ("price_max", "1e6", "digits"), ("price_max", "Rp100.000", "digits"),
            ("cursor", "abc", "without"), ("cursor", "%%%", "without"),
            ("q", String(repeating: "a", count: 201), "Shorten"),
            ("color", "red", "platform"), ("Q", "kopi", "q"), ("", "x", "platform"),
        ])
    func refused(name: String, value: String, allowed: String) throws {
        let refusal = #expect(throws: Refusal.self) {
            _ = try Self.snapshot.query([(name, value)], language: .indonesian)
        }
        #expect(refusal?.status == 400)
        let code = name == "cursor" ? "invalid_cursor" : "invalid_parameter"
        #expect(refusal?.code == code)
        let reason = try #require(refusal?.reasons.first)
        #expect(refusal?.reasons.count == 1)
        #expect(reason.code == code)
        #expect(reason.detail.contains("`\(name)`"))
        #expect(reason.fix.contains(allowed))
    }

    @Test("all that is wrong is said at once")
    func allReasons() {
        let refusal = #expect(throws: Refusal.self) {
            _ = try Self.snapshot.query(
                [("limit", "x"), ("sort", "y"), ("z", ""), ("q", "a"), ("q", "b")],
                language: .indonesian)
        }
        #expect(refusal?.reasons.count == 4)
    }

    @Test("too many parameters and values are refused")
    func tooMany() {
        let parameter = (name: "platform", value: "tokopedia")
        for count in [CatalogQuery.valuesMax + 1, CatalogQuery.parametersMax + 1] {
            #expect(throws: Refusal.self) {
                _ = try Self.snapshot.query(
                    Array(repeating: parameter, count: count), language: .indonesian)
            }
        }
    }

    private func cacheKey(_ query: CatalogQuery) -> String {
        query.cacheKey(query.fingerprintText)
    }

    @Test("empty values are no choice, and the order of choices is of no account")
    func normalised() throws {
        let empty = try Self.snapshot.query(
            CatalogFacet.allCases.map { ($0.rawValue, "") }
                + [("q", " "), ("sort", ""), ("limit", ""), ("cursor", ""), ("price_max", "")],
            language: .indonesian)
        #expect(cacheKey(empty) == cacheKey(CatalogQuery()))
        let one = try Self.snapshot.query(
            [("level", "advanced,beginner"), ("platform", "tokopedia")], language: .english)
        let other = try Self.snapshot.query(
            [("platform", "tokopedia"), ("level", "beginner"), ("level", "advanced,beginner")],
            language: .english)
        #expect(cacheKey(one) == cacheKey(other))
        #expect(one.selected(.level) == ["advanced", "beginner"])
    }

    @Test("a cursor that was changed anywhere is refused")
    func tampering() throws {
        let page = try ReadPage([("q", "bahasa"), ("limit", "2")], of: Self.snapshot)
        let cursor = Array(try #require(page.next_cursor).utf8)
        for index in cursor.indices {
            var changed = cursor
            changed[index] = changed[index] == UInt8(ascii: "A") ? 0x42 : 0x41
            let text = String(decoding: changed, as: UTF8.self)
            #expect(throws: Refusal.self, "changed at \(index)") {
                _ = try ReadPage([("q", "bahasa"), ("cursor", text)], of: Self.snapshot)
            }
        }
        for length in cursor.indices where length > 0 {
            let text = String(decoding: cursor.prefix(length), as: UTF8.self)
            #expect(CatalogCursor(text) == nil)
        }
        #expect(CatalogCursor(String(decoding: cursor, as: UTF8.self) + "=") == nil)
        #expect(CatalogCursor(String(repeating: "A", count: 100_000)) == nil)
    }

    @Test("a cursor of another query is refused as such")
    func foreignCursor() throws {
        let cursor = try #require(try ReadPage([("limit", "2")], of: Self.snapshot).next_cursor)
        let refusal = #expect(throws: Refusal.self) {
            _ = try ReadPage([("q", "kopi"), ("cursor", cursor)], of: Self.snapshot)
        }
        #expect(refusal?.detail == "`cursor` belongs to another query.")
        let others = [("sort", "price"), ("level", "beginner"), ("price_max", "5")]
        for other in others {
            #expect(throws: Refusal.self) {
                _ = try ReadPage([other, ("cursor", cursor)], of: Self.snapshot)
            }
        }
        _ = try ReadPage([("limit", "7"), ("cursor", cursor)], of: Self.snapshot)
    }

    @Test("cursors survive being written and read")
    func cursorRoundTrip() throws {
        for key in [Int64.min, -1, 0, 1, Int64.max] {
            let cursor = CatalogCursor(
                fingerprint: CatalogCursor.fingerprint(of: "q"), key: key, courseID: "crs_1",
                ranking: SearchRanking(weights: [1, 255], wordsNeeded: 1),
                searchedText: "kopi ☕️ ")
            #expect(CatalogCursor(cursor.text) == cursor)
        }
        let longest = CatalogCursor(
            fingerprint: CatalogCursor.fingerprint(of: ""), key: 0,
            courseID: SearchCorpus.courses[0].id.value,
            ranking: SearchRanking(
                weights: Array(repeating: 9, count: SearchPlan.wordsMax), wordsNeeded: 16),
            searchedText: String(repeating: "é", count: CatalogQuery.textCharactersMax))
        #expect(longest.text.utf8.count <= CatalogCursor.textBytesMax)
    }
}
