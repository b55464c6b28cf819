import TestKit
import Testing

@testable import Catalog

@Suite("Words and spelling")
struct SearchTextTests {
    @Test(
        "text becomes folded words",
        arguments: [
            ("Pelatihan Da'i Muda", ["pelatihan", "dai", "muda"]),
            ("Da’i", ["dai"]),
            ("Café CRÈME", ["cafe", "creme"]),
            ("UI/UX: self-paced", ["ui", "ux", "self", "paced"]),
            ("Excel 2021, N5", ["excel", "2021", "n5"]),
            ("ﬁnance Ⅳ", ["finance", "iv"]),
            ("日本語", ["日本語"]),
            ("e\u{301}tude", ["etude"]),
            ("!!! — …", []),
            ("", []),
        ])
    func words(text: String, words: [String]) {
        #expect(SearchText.words(in: text) == words)
    }

    @Test("a word is cut at its longest length")
    func longWord() {
        let words = SearchText.words(in: String(repeating: "a", count: 500))
        #expect(words.map(\.utf8.count) == [SearchText.wordBytesMax])
    }

    @Test(
        "tags and character references separate words",
        arguments: [
            ("<p>satu</p><p>dua</p>", ["satu", "dua"]),
            ("rugi&amp;laba", ["rugi", "laba"]),
            ("A & B; C", ["a", "b", "c"]),
            ("tanpa tag", ["tanpa", "tag"]),
        ])
    func html(html: String, words: [String]) {
        #expect(SearchText.words(in: SearchText.plain(html: html)) == words)
    }

    @Test(
        "each typing error costs one",
        arguments: [
            ("akutansi", "akuntansi", 1), ("ingris", "inggris", 1), ("abcd", "acbd", 1),
            ("manajmen", "manajemen", 1), ("kopi", "kopi", 0), ("kopi", "topi", 1),
            ("pemasaran", "pmeasarna", 2), ("a", "", 1), ("satu", "lima", 4),
        ])
    func distance(left: String, right: String, distance: Int) {
        var rows = EditDistance()
        #expect(rows.distance(Array(left.utf8), Array(right.utf8)[...]) == distance)
    }

    @Test("an unfinished word is compared with beginnings only")
    func prefixDistance() {
        var rows = EditDistance()
        let word = Array("akuntansi".utf8)[...]
        #expect(rows.distance(Array("akutan".utf8), word, isPrefix: true) == 1)
        #expect(rows.distance(Array("akun".utf8), word, isPrefix: true) == 0)
    }

    @Test("the candidates by letter pairs miss no word within reach")
    func spellingIsComplete() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var numbers = SeededNumbers(seed: seed)
        let letters = Array("abcdk")
        func word(_ length: Int) -> String {
            String((0..<length).map { _ in letters.randomElement(using: &numbers)! })
        }
        let words = Set((0..<300).map { _ in word(Int.random(in: 4...10, using: &numbers)) })
        let vocabulary = Vocabulary(Array(words))
        let spelling = SpellingIndex(vocabulary)
        var rows = EditDistance()
        for _ in 0..<300 {
            let typed = word(Int.random(in: 4...10, using: &numbers))
            let limit = SpellingIndex.errorsMax(letters: typed.count)
            let nearest = (0..<vocabulary.count).map {
                rows.distance(Array(typed.utf8), vocabulary.bytes(of: $0))
            }.min()!
            let found = spelling.correction(of: typed, isPrefix: false, frequency: { _ in 1 })
            let distance = found.map {
                rows.distance(Array(typed.utf8), vocabulary.bytes(of: $0))
            }
            // A word that is spelt right is never looked up.
            if nearest > 0 {
                #expect(distance == (nearest <= limit ? nearest : nil), "\(typed), seed \(seed)")
            }
        }
    }

    @Test("the words with one beginning are one range")
    func prefixRange() {
        let vocabulary = Vocabulary([
            "kopi", "kop", "kopiah", "kor", "ko", "a", "zebra", "ko\u{e9}",
        ])
        let found = vocabulary.range(ofPrefix: "kop").map(vocabulary.word)
        #expect(found == ["kop", "kopi", "kopiah"])
        #expect(vocabulary.range(ofPrefix: "x").isEmpty)
        #expect(vocabulary.range(ofPrefix: "").count == vocabulary.count)
    }
}
