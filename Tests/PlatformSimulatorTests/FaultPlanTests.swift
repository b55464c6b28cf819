import Catalog
import Testing

@testable import PlatformSimulator

@Suite("Plans of faults")
struct FaultPlanTests {
    @Test("names and platforms are read; what is no fault is named, with those that are")
    func names() throws {
        let plan = try FaultPlan(names: "hang@bukalapak,latency")
        #expect(plan.rules.map(\.fault) == [.hang, .latency])
        #expect(plan.rules.map(\.platform) == ["bukalapak", nil])
        #expect(plan.dice(for: "pintaria", at: .answers)?.rules.map(\.fault) == [.latency])
        #expect(plan.dice(for: "pintaria", at: .callbacks) == nil)
        do {
            _ = try FaultPlan(names: "melt")
            Issue.record("a fault that there is not")
        } catch {
            #expect(error.description.contains("melt"))
            #expect(error.description.contains("endless-pages"))
        }
    }

    @Test("the same seed does the same, as often as the plan says")
    func seeded() throws {
        let file = """
            {"seed": 7, "faults": [
                {"fault": "server-error", "path": "/courses", "probability": 0.5, "times": 10}]}
            """
        func rolls() throws -> [Bool] {
            let plan = try FaultPlan(file: Array(file.utf8))
            let dice = try #require(plan.dice(for: "p", at: .answers))
            #expect(dice.roll(path: "/enrolments") == nil)
            return (0..<100).map { _ in dice.roll(path: "/courses") != nil }
        }
        let first = try rolls()
        #expect(try rolls() == first)
        #expect(first.count(where: \.self) == 10)
        #expect(first.prefix(10).contains(false))
    }

    @Test("every fault has a name, a place and words")
    func words() {
        #expect(Set(Fault.allCases.map(\.words)).count == Fault.allCases.count)
    }

    @Test("a page that leads on does so in the form of its dialect")
    func endless() throws {
        func leadingOn(_ text: String) -> String {
            String(
                decoding: EndlessPages.leadingOn(Array(text.utf8), path: "/x", number: 3),
                as: UTF8.self)
        }
        #expect(leadingOn(#"{"data":[1,2],"links":{"next":null}}"#).contains("/x?endless=3"))
        #expect(leadingOn(#"{"results":[1],"next":null}"#).contains("/x?endless=3"))
        #expect(leadingOn(#"{"value":[1]}"#).contains("@odata.nextLink"))
        let graph = leadingOn(
            #"{"data":{"courses":{"edges":[1,2],"pageInfo":{"hasNextPage":false}}}}"#)
        #expect(graph.contains("endless-3") && graph.contains(#""hasNextPage":true"#))
        #expect(
            leadingOn("<ListRecords><record/><resumptionToken/></ListRecords>")
                == "<ListRecords><record/><resumptionToken>endless-3</resumptionToken>"
                + "</ListRecords>")
        #expect(leadingOn("id,title\n") == "id,title\n")
    }

    @Test("what is spoilt is still of its form")
    func twisted() throws {
        let dice = try #require(
            try FaultPlan(names: "wrong-types").dice(for: "p", at: .answers))
        let records = (0..<50).map { #"{"id":"\#($0)","price":\#($0)}"# }.joined(separator: ",")
        let body = Array(#"{"data":[\#(records)]}"#.utf8)
        let spoilt = TwistedBody.wrongTypes(body, dice)
        #expect(spoilt != body)
        let value = try JSON.decode(JSONValue.self, from: spoilt)
        guard case .array(let kept)? = value["data"] else {
            Issue.record("no list")
            return
        }
        #expect(kept.count == 50)
        #expect(String(validating: TwistedBody.wrongEncoding(body), as: UTF8.self) == nil)
    }
}
