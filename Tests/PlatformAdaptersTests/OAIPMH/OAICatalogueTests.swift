import Catalog
import Foundation
import Testing

@testable import PlatformAdapters

@Suite("The catalogue of an OAI-PMH repository")
struct OAICatalogueTests {
    typealias Script = OAIScript

    /// A repository that answers ListRecords by format, and Identify.
    private func bench(
        identify: String = Script.identify(), lom: String, dublinCore: String? = nil,
        other: @escaping @Sendable ([String: String]) -> String? = { _ in nil }
    ) throws -> Bench {
        try Bench(.oaipmhLTI, tokens: false) { request in
            let arguments = Script.arguments(request.target)
            if let answer = other(arguments) { return .answer(200, answer) }
            if arguments["verb"] == "Identify" { return .answer(200, identify) }
            guard arguments["verb"] == "ListRecords" else {
                return .answer(200, Script.fault("badVerb"))
            }
            switch arguments["metadataPrefix"] {
            case "lom": return .answer(200, lom)
            case "oai_dc": return .answer(200, dublinCore ?? Script.fault("noRecordsMatch"))
            default: return .answer(200, Script.fault("badArgument"))
            }
        }
    }

    @Test("a LOM record is read with all that it says")
    func wholeRecord() async throws {
        let bench = try bench(lom: Script.list([Script.record("oai:x:1", Script.wholeLOM)]))
        let harvest = try await bench.read()
        let listing = try #require(harvest.listings.first)
        #expect(listing.externalID == "oai:x:1" && listing.title == "Kopi Susu")
        #expect(listing.description == "<p>Baik &amp; benar</p>")
        #expect(listing.provider == "Warung Belajar, PT" && listing.category == "Kuliner")
        #expect(listing.price == Money(rupiah: 150_000) && listing.delivery == .webinar)
        #expect(listing.level == .beginner && listing.language == "id")
        #expect(listing.durationMinutes == 90 && listing.skills == ["menyeduh", "melayani"])
        #expect(listing.url == "https://x.example/k" && listing.imageURL == nil)
        #expect(listing.updatedAt == Instant("2026-01-01T00:00:00Z"))
        #expect(harvest.end.isComplete && harvest.unknownWords.isEmpty)
        #expect(bench.server.requests.allSatisfy { $0.headers["authorization"] == nil })
    }

    @Test("what LOM leaves open is found in Dublin Core, and so are items without LOM")
    func bothFormats() async throws {
        let bare = "<lom><general><title><string>Kopi</string></title></general></lom>"
        let bench = try bench(
            lom: Script.list([
                Script.record("a", bare), Script.lom("b"), Script.deleted("d"),
                Script.lom("e", title: ""),
            ]),
            dublinCore: Script.list([
                Script.dublinCore(
                    "a",
                    "<dc:title>Lain</dc:title><dc:publisher>Warung</dc:publisher>"
                        + "<dc:subject>Kuliner</dc:subject><dc:subject>Kopi</dc:subject>"),
                Script.dublinCore("b", "<dc:title>Lain</dc:title>"),
                Script.dublinCore("e", "<dc:title>Judul</dc:title>"),
                Script.dublinCore(
                    "c",
                    "<dc:title xml:lang=\"en\">Tea</dc:title><dc:title xml:lang=\"id\">Teh"
                        + "</dc:title><dc:rights>IDR 5000</dc:rights>"
                        + "<dc:identifier>https://x.example/c</dc:identifier>"),
                Script.deleted("d"),
            ]))
        let harvest = try await bench.read()
        let listings = Dictionary(
            uniqueKeysWithValues: harvest.listings.map { ($0.externalID, $0) })
        #expect(listings.keys.sorted() == ["a", "b", "c", "e"] && harvest.rejects.isEmpty)
        #expect(listings["a"]?.title == "Kopi" && listings["a"]?.provider == "Warung")
        #expect(listings["a"]?.category == "Kuliner" && listings["b"]?.title == "Kelas")
        #expect(listings["c"]?.title == "Teh" && listings["c"]?.price == Money(rupiah: 5000))
        #expect(listings["e"]?.title == "Judul" && listings["e"]?.provider == "Lembaga")
        #expect(listings["c"]?.url == "https://x.example/c")
        #expect(harvest.pages.flatMap(\.removed) == ["d"])
    }

    @Test("tokens are followed to the end, alone")
    func tokens() async throws {
        let bench = try bench(lom: Script.list([Script.lom("a")], token: " t/1&amp;2 ")) {
            arguments in
            switch arguments["resumptionToken"] {
            case "t/1&2": return Script.list([Script.lom("b")], token: "t3")
            case "t3": return Script.list([Script.lom("c")], token: "")
            default: return nil
            }
        }
        #expect(try await bench.read().ids == ["a", "b", "c"])
        let resumed = bench.server.requests.filter { $0.target.contains("resumptionToken") }
        #expect(resumed.allSatisfy { Script.arguments($0.target).count == 2 })
    }

    @Test("a token that has expired begins the list anew, three times at the most")
    func badToken() async throws {
        let bench = try Bench(.oaipmhLTI, tokens: false) { request in
            let arguments = Script.arguments(request.target)
            if arguments["verb"] == "Identify" { return .answer(200, Script.identify()) }
            if arguments["metadataPrefix"] == "oai_dc" {
                return .answer(200, Script.fault("noRecordsMatch"))
            }
            if arguments["resumptionToken"] == "t1" {
                return .answer(
                    200,
                    request.earlier == 0
                        ? Script.fault("badResumptionToken") : Script.list([Script.lom("b")]))
            }
            return .answer(200, Script.list([Script.lom("a")], token: "t1"))
        }
        let harvest = try await bench.read()
        #expect(harvest.ids == ["a", "b"] && harvest.rejects.isEmpty && harvest.end.isComplete)
        let dead = try self.bench(lom: Script.list([], token: "t")) {
            $0["resumptionToken"] == nil ? nil : Script.fault("badResumptionToken")
        }
        guard case .malformed? = await dead.failure() else {
            Issue.record("taken")
            return
        }
    }

    @Test(
        "the next harvest asks for changes only, by the repository's granularity",
        arguments: [
            ("YYYY-MM-DDThh:mm:ssZ", "2026-01-02T03:04:04Z"), ("YYYY-MM-DD", "2026-01-02"),
        ])
    func incremental(granularity: String, from: String) async throws {
        let bench = try bench(
            identify: Script.identify(granularity: granularity), lom: Script.list([Script.lom("a")])
        ) { arguments in
            guard arguments["from"] != nil else { return nil }
            return arguments["metadataPrefix"] == "lom"
                ? Script.list([Script.deleted("a")]) : Script.fault("noRecordsMatch")
        }
        let whole = try await bench.read()
        let news = try await bench.read(since: whole.end.cursor)
        #expect(!news.end.isComplete && news.pages.flatMap(\.removed) == ["a"])
        let asked = bench.server.requests.suffix(2).map { Script.arguments($0.target)["from"] }
        #expect(asked == [from, from] && news.end.requests == 2)
    }

    @Test("no records match means that nothing has changed")
    func noRecordsMatch() async throws {
        let bench = try bench(lom: Script.list([Script.lom("a")])) {
            $0["from"] == nil ? nil : Script.fault("noRecordsMatch")
        }
        let whole = try await bench.read()
        let news = try await bench.read(since: whole.end.cursor)
        #expect(news.pages.allSatisfy { $0.listings.isEmpty && $0.removed.isEmpty })
        #expect(!news.end.isComplete && news.end.cursor != nil)
    }

    @Test(
        "where deletions are not told for ever, everything is harvested now and then",
        arguments: [("no", 2), ("transient", 25), ("persistent", 0)])
    func deletions(word: String, hours: Int) async throws {
        let bench = try bench(
            identify: Script.identify(deletions: word), lom: Script.list([Script.lom("a")]))
        let cursor = try await bench.read().end.cursor
        #expect(try await bench.read(since: cursor).end.isComplete == false)
        bench.clock.advance(by: .hours(hours == 0 ? 1_000 : hours))
        #expect(try await bench.read(since: cursor).end.isComplete == (hours != 0))
    }

    @Test("a delta asks for the other format where only one has changed")
    func singles() async throws {
        let bench = try bench(lom: Script.list([Script.lom("a")])) { arguments in
            if arguments["verb"] == "GetRecord" {
                return arguments["identifier"] == "a"
                    ? Script.answer("<GetRecord>\(Script.lom("a", title: "Baru"))</GetRecord>")
                    : Script.fault("cannotDisseminateFormat")
            }
            guard arguments["from"] != nil else { return nil }
            return arguments["metadataPrefix"] == "lom"
                ? Script.fault("noRecordsMatch")
                : Script.list([
                    Script.dublinCore("a", "<dc:title>Lain</dc:title>"),
                    Script.dublinCore("z", "<dc:title>Sendiri</dc:title>"),
                ])
        }
        let whole = try await bench.read()
        let news = try await bench.read(since: whole.end.cursor)
        #expect(news.listings.map(\.title) == ["Baru", "Sendiri"])
    }

    @Test("a repository without LOM is read in Dublin Core; one without either is not")
    func formats() async throws {
        let bench = try bench(
            lom: Script.fault("cannotDisseminateFormat"),
            dublinCore: Script.list([Script.dublinCore("a", "<dc:title>Teh</dc:title>")]))
        #expect(try await bench.read().ids == ["a"])
        let none = try self.bench(
            lom: Script.fault("cannotDisseminateFormat"),
            dublinCore: Script.fault("cannotDisseminateFormat"))
        guard case .malformed? = await none.failure() else {
            Issue.record("taken")
            return
        }
    }

    @Test("a repository that does not take the time is harvested whole")
    func fromRefused() async throws {
        let bench = try bench(lom: Script.list([Script.lom("a")])) {
            $0["from"] == nil ? nil : Script.fault("badArgument")
        }
        let cursor = try await bench.read().end.cursor
        #expect(try await bench.read(since: cursor).end.isComplete)
    }

    @Test("a busy repository is waited for, by seconds or by a date")
    func retryAfter() async throws {
        for value in ["7", "Thu, 01 Jan 2026 00:00:07 GMT"] {
            let bench = try Bench(.oaipmhLTI, tokens: false) { request in
                let arguments = Script.arguments(request.target)
                if arguments["verb"] == "Identify" { return .answer(200, Script.identify()) }
                if arguments["metadataPrefix"] == "oai_dc" {
                    return .answer(200, Script.fault("noRecordsMatch"))
                }
                return request.earlier == 0
                    ? .answer(503, headers: ["Retry-After: \(value)"])
                    : .answer(200, Script.list([Script.lom("a")]))
            }
            #expect(try await bench.read().ids == ["a"])
            #expect(bench.waited == [.seconds(7)])
        }
    }
}
