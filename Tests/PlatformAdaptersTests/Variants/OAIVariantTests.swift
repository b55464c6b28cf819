import Catalog
import Foundation
import Testing

@testable import PlatformAdapters

/// What OAI-PMH 2.0 and XML allow a repository to do otherwise than ours does.
@Suite("Legal variants of OAI-PMH")
struct OAIVariantTests {
    /// A repository that has LOM alone: one list, told in one answer.
    private static func bench(
        headers: [String] = [], _ list: @escaping @Sendable () -> [UInt8]
    ) throws -> Bench {
        try Bench(.oaipmhLTI) { request in
            let arguments = OAIScript.arguments(request.target)
            if arguments["verb"] == "Identify" { return .answer(200, OAIScript.identify()) }
            guard arguments["metadataPrefix"] == "lom" else {
                return .answer(200, OAIScript.fault("cannotDisseminateFormat"))
            }
            return .answer(200, bytes: list(), headers: headers)
        }
    }

    @Test("prefixes, schema locations, sets, abouts, comments and instructions change nothing")
    func decorations() async throws {
        let text = #"""
            <?xml version='1.0'?><?xml-stylesheet type="text/xsl" href="oai2.xsl"?>
            <!-- made by hand -->
            <o:OAI-PMH xmlns:o="http://www.openarchives.org/OAI/2.0/"
             xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
             xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ OAI-PMH.xsd">
            <o:responseDate>2026-01-02T03:04:05Z</o:responseDate>
            <o:request verb="ListRecords" metadataPrefix="lom">http://x.example/oai</o:request>
            <o:ListRecords><o:record><o:header><o:identifier> oai:x:1 </o:identifier>
            <o:datestamp>2026-01-01</o:datestamp><o:setSpec>a</o:setSpec><o:setSpec>a:b</o:setSpec>
            </o:header><o:metadata><l:lom xmlns:l="http://ltsc.ieee.org/xsd/LOM"><l:general>
            <l:title><l:string>Kopi <!-- x -->&amp;<![CDATA[ <Susu>]]> &#233;</l:string></l:title>
            </l:general><l:rights><l:description><l:string>IDR 150000</l:string></l:description>
            </l:rights></l:lom></o:metadata>
            <o:about><p xmlns="urn:x"><title>no</title></p></o:about>
            </o:record><o:resumptionToken completeListSize="1" cursor="0"/></o:ListRecords>
            </o:OAI-PMH>
            """#
        let harvest = try await Self.bench { Array(text.utf8) }.read()
        let listing = try #require(harvest.listings.first)
        #expect(listing.externalID == "oai:x:1" && listing.title == "Kopi & <Susu> é")
        #expect(listing.price == Money(rupiah: 150_000) && harvest.listings.count == 1)
        #expect(listing.updatedAt?.description == "2026-01-01T00:00:00Z")
    }

    @Test("an answer is read in the encoding that it declares, or that its first bytes tell")
    func encodings() async throws {
        let list = OAIScript.list([OAIScript.lom("a", title: "Café")])
        let latin = list.replacing("encoding=\"UTF-8\"", with: "encoding=\"ISO-8859-1\"")
        let wide = list.replacing("encoding=\"UTF-8\"", with: "encoding=\"UTF-16\"")
        let answers: [[UInt8]] = [
            Array(("\u{FEFF}" + list).utf8), Array(try #require(latin.data(using: .isoLatin1))),
            Array(try #require(wide.data(using: .utf16))),
        ]
        for answer in answers {
            let bench = try Self.bench(headers: ["Content-Type: text/xml;charset=utf-8"]) { answer }
            #expect(try await bench.read().listings.map(\.title) == ["Café"])
        }
    }

    @Test("one answer may hold the whole of a large repository")
    func largePage() async throws {
        let filler = String(repeating: "Belajar kopi dari biji sampai cangkir. ", count: 20)
        let more = "<technical><requirement>\(filler)</requirement></technical>"
        let list = Array(
            OAIScript.list((0..<16_000).map { OAIScript.lom("id-\($0)", more: more) }).utf8)
        #expect(list.count > 20 << 20)
        let harvest = try await Self.bench { list }.read()
        #expect(harvest.listings.count == 16_000 && harvest.rejects.isEmpty)
    }

    @Test("a token may hold anything, and stand between blanks")
    func tokens() async throws {
        let token = "a b+c&amp;d=e/ü%20?#"
        let bench = try Bench(.oaipmhLTI) { request in
            let arguments = OAIScript.arguments(request.target)
            switch (arguments["verb"], arguments["resumptionToken"], arguments["metadataPrefix"]) {
            case ("Identify", _, _): return .answer(200, OAIScript.identify())
            case (_, "a b+c&d=e/ü%20?#"?, nil):
                return .answer(200, OAIScript.list([OAIScript.lom("b")], token: ""))
            case (_, nil, "lom"?):
                return .answer(200, OAIScript.list([OAIScript.lom("a")], token: "\n \(token)\t"))
            default: return .answer(200, OAIScript.fault("noRecordsMatch"))
            }
        }
        #expect(try await bench.read().ids == ["a", "b"])
    }

    @Test("a repository by the day is asked by the day, and a repository may have no records")
    func days() async throws {
        let bench = try Bench(.oaipmhLTI) { request in
            let arguments = OAIScript.arguments(request.target)
            return arguments["verb"] == "Identify"
                ? .answer(200, OAIScript.identify(granularity: "YYYY-MM-DD"))
                : .answer(200, OAIScript.fault("noRecordsMatch"))
        }
        let whole = try await bench.read()
        #expect(whole.listings.isEmpty && whole.end.isComplete)
        _ = try await bench.read(since: whole.end.cursor)
        let asked = bench.server.requests.compactMap { OAIScript.arguments($0.target)["from"] }
        #expect(!asked.isEmpty && asked.allSatisfy { $0 == "2026-01-02" })
    }
}
