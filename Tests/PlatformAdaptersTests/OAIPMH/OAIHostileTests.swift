import Catalog
import Foundation
import Testing

@testable import PlatformAdapters

@Suite("OAI-PMH repositories that are wrong or hostile")
struct OAIHostileTests {
    typealias Script = OAIScript

    private func failure(_ list: String) async throws -> PlatformFailure? {
        try await Bench(.oaipmhLTI, tokens: false) { request in
            .answer(200, request.target.contains("Identify") ? Script.identify() : list)
        }.failure()
    }

    @Test("entities, DTDs, deep nesting and broken XML end the run")
    func badDocuments() async throws {
        let entity = #"<!DOCTYPE x [<!ENTITY a "AAAA"><!ENTITY b "&a;&a;&a;&a;">]>"#
        let documents = [
            entity + "<OAI-PMH>&b;</OAI-PMH>",
            #"<!DOCTYPE x SYSTEM "file:///etc/passwd"><OAI-PMH/>"#,
            "<OAI-PMH>&undefined;</OAI-PMH>",
            "<OAI-PMH>" + String(repeating: "<a>", count: 100)
                + String(repeating: "</a>", count: 100) + "</OAI-PMH>",
            "<OAI-PMH><ListRecords>", "<html><body>Maaf</body></html>", "", "not XML",
            Script.answer(String(repeating: "<x/>", count: 30_000)),
            Script.list([Script.lom("a", more: String(repeating: "<x/>", count: 30_000))]),
            "<OAI-PMH>\u{1}</OAI-PMH>",
        ]
        for document in documents {
            guard case .malformed? = try await failure(document) else {
                Issue.record("taken: \(document.prefix(60))")
                continue
            }
        }
    }

    @Test("tokens that lead round in a circle are left")
    func circle() async throws {
        guard case .malformed(let words)? = try await failure(Script.list([], token: "t")) else {
            Issue.record("walked on")
            return
        }
        #expect(words.contains("circle"))
    }

    @Test("an error of the protocol is told in its words, whatever its status")
    func protocolErrors() async throws {
        for status in [200, 400, 404] {
            let bench = try Bench(.oaipmhLTI, tokens: false) { request in
                request.target.contains("Identify")
                    ? .answer(200, Script.identify())
                    : .answer(status, Script.fault("badVerb", "Unknown verb"))
            }
            #expect(await bench.failure() == .malformed("ListRecords: badVerb Unknown verb"))
        }
    }

    @Test("a record without sense is rejected alone, by its identifier")
    func badRecords() async throws {
        let rights = "<rights><description><string>IDR 1,5</string></description></rights>"
        let records = [
            "<record><header/></record>", "<record/>",
            Script.record("form", "<mods><title>x</title></mods>"),
            Script.record("empty", ""), Script.lom("untitled", title: " "),
            Script.lom("price", more: rights), Script.lom("ok"), Script.lom("ok"),
        ]
        let bench = try Bench(.oaipmhLTI, tokens: false) { request in
            let arguments = Script.arguments(request.target)
            if arguments["verb"] == "Identify" { return .answer(200, Script.identify()) }
            return arguments["metadataPrefix"] == "lom"
                ? .answer(200, Script.list(records))
                : .answer(200, Script.fault("noRecordsMatch"))
        }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["ok"])
        #expect(
            Set(harvest.rejects.map(\.record)) == [
                "page 1, record 1", "page 1, record 2", "form", "empty", "untitled", "price",
                "ok",
            ])
    }

    @Test("statements of rights that are no price leave the course unpriced, and are noted")
    func rights() async throws {
        let words = "Hak cipta 2026"
        let rights = "<rights><description><string>\(words)</string></description></rights>"
        let bench = try Bench(.oaipmhLTI, tokens: false) { request in
            let arguments = Script.arguments(request.target)
            if arguments["verb"] == "Identify" { return .answer(200, Script.identify()) }
            return arguments["metadataPrefix"] == "lom"
                ? .answer(200, Script.list([Script.lom("a", more: rights)]))
                : .answer(200, Script.fault("noRecordsMatch"))
        }
        let harvest = try await bench.read()
        #expect(harvest.listings.first?.price == nil)
        #expect(harvest.unknownWords.map(\.reason) == ["price: " + words])
    }

    @Test(
        "a publisher's name is found in whatever form of vCard",
        arguments: [
            ("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Siti\r\nEND:VCARD", "Siti"),
            ("BEGIN:VCARD\nFN;CHARSET=UTF-8:Siti Aminah\nORG:\nEND:VCARD", "Siti Aminah"),
            ("BEGIN:VCARD\nFN:S\nitem1.ORG:Warung\\; Kopi;Unit\nEND:VCARD", "Warung; Kopi"),
            ("BEGIN:VCARD\nORG:Warung Bela\n jar\nEND:VCARD", "Warung Belajar"),
            ("BEGIN:VCARD VERSION:3.0 FN:Siti Aminah ORG:PT Kopi Susu END:VCARD", "PT Kopi Susu"),
            ("BEGIN:VCARD\nN:Aminah;Siti\nEND:VCARD", "Siti Aminah"),
            ("Lembaga  Biasa", "Lembaga Biasa"),
        ])
    func vCards(text: String, name: String) {
        #expect(VCard.organisation(text) == name)
    }

    @Test("a vCard that names nobody names nobody")
    func emptyVCard() {
        #expect(VCard.organisation("BEGIN:VCARD\nEND:VCARD") == nil)
        #expect(VCard.organisation(" ") == nil)
    }

    @Test("IMS Learning Resource Metadata 1.2 is read like LOM")
    func ims() throws {
        let document = """
            <lom xmlns="http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"><general>
            <title><langstring xml:lang="id">Kopi</langstring></title></general>
            <lifecycle><contribute><role><value><langstring>Publisher</langstring></value></role>
            <centity><vcard>BEGIN:VCARD\nORG:Warung\nEND:VCARD</vcard></centity></contribute>
            </lifecycle><educational><typicallearningtime><datetime>PT2H</datetime>
            </typicallearningtime></educational><classification><purpose><value>
            <langstring>Discipline</langstring></value></purpose><taxonpath><taxon><entry>
            <langstring>Makanan</langstring></entry><taxon><entry><langstring>Kuliner</langstring>
            </entry></taxon></taxon></taxonpath></classification></lom>
            """
        let answer = try OAIAnswer(Array(Script.list([Script.record("a", document)]).utf8))
        let fields = try #require(answer.records.first).source.fields
        #expect(fields["title"] == "Kopi" && fields["provider"] == "Warung")
        #expect(fields["category"] == "Kuliner" && fields["duration_minutes"] == "120")
    }
}
