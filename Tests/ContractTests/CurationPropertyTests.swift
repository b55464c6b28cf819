import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("Overrides: any sequence of syncs and curators", .bothEngines, .namingEngine)
struct CurationPropertyTests {
    /// What a course should be: the platform's titles and skills, and ours where there are some.
    private struct Model {
        var source: [CourseField: String] = [:]
        var ours: [CourseField: String] = [:]
    }

    @Test(
        "what a curator overrode stands, and the platform's newest value is kept beside it",
        arguments: [UInt64.random(in: 0...UInt64.max), 7])
    func anySequence(_ seed: UInt64) async throws {
        // A failure is repeated by putting its seed among the arguments.
        print("curation property test: seed \(seed)")
        var random = SplitMix64(state: seed)
        func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
        let curation = try await CurationStage(3)
        let stage = curation.stage
        let fields: [CourseField] = [.title, .skills, .language]
        var listings = stage.listings(3)
        var models: [Model] = listings.map { listing in
            var model = Model()
            for field in fields { model.source[field] = field.text(in: listing, categoryID: nil) }
            return model
        }
        var ids: [Identifier<Course>] = []
        for number in 0..<3 { ids.append(try await curation.id(number)) }
        for step in 0..<25 {
            let (number, field) = (pick(3), fields[pick(3)])
            let word = ["aa", "bb", "cc", "dd"][pick(4)]
            let value: JSONValue = field == .skills ? [.string(word)] : .string(word)
            let text = field == .skills ? #"["\#(word)"]"# : word
            switch pick(3) {
            case 0:
                var none: String?
                try field.put(text, into: &listings[number], categoryID: &none)
                models[number].source[field] = text
                stage.platform.lists(listings)
                try await stage.run(full: pick(2) == 0)
            case 1 where models[number].ours[field] != text:
                try await curation.override(field, with: value, in: ids[number])
                models[number].ours[field] = text
            default:
                let id = ids[number]
                let released = try await curation.curate { _, database, author in
                    try OverrideStore(database).release(
                        field, of: id, by: author.staff.value, now: author.now)
                }
                #expect(released == (models[number].ours.removeValue(forKey: field) != nil))
            }
            for (model, id) in zip(models, ids) {
                let course = try await curation.course(id)
                for field in fields {
                    #expect(
                        course.ours[field] == model.ours[field] ?? model.source[field]
                            && course.source(field) == model.source[field],
                        "seed \(seed), step \(step), \(field)")
                }
            }
        }
    }
}
