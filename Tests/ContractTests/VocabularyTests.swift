import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("Words of the catalogue in the store", .bothEngines, .namingEngine)
struct VocabularyTests {
    private static let chief = Staff(
        id: Identifier(stored: "stf_1"), email: "k@example.id", name: "K", role: .chiefCurator)

    private func category(
        _ id: String, _ words: [String] = [], position: Int = 0
    ) -> Catalog.Category {
        Category(
            id: id, name: .init(id: "Nama \(id)", en: "Name \(id)"), words: words,
            position: position)
    }

    private func desk<Answer>(
        _ world: OrdersWorld, _ body: (VocabularyDesk) throws -> Answer
    ) throws -> Answer {
        try world.command { try body(VocabularyDesk($0, staff: Self.chief)) }
    }

    private func world() throws -> OrdersWorld {
        let world = try OrdersWorld()
        try world.command { try StaffStore($0).insert(Self.chief, now: world.now) }
        return world
    }

    @Test("a category that courses use is not removed; its words lead them elsewhere first")
    func categories() throws {
        let world = try world()
        let course = try world.course()
        try world.database.run(
            "UPDATE courses SET source_category = 'Kopi & Teh' WHERE id = $1", course)
        let moved = try desk(world) {
            try $0.put(category("minuman", ["kopi dan teh"]), now: world.now)
        }
        #expect(moved == 1)
        let refused = try world.refusals {
            try desk(world) { try $0.removeCategory("minuman", now: world.now) }
        }
        #expect(refused == ["category_in_use"])
        #expect(
            try world.refusals {
                try desk(world) { _ = try $0.put(category("x", ["Kopi & Teh"]), now: world.now) }
            } == ["category_invalid"])
        try desk(world) { _ = try $0.put(category("minuman"), now: world.now) }
        try desk(world) { try $0.removeCategory("minuman", now: world.now) }
        #expect(try CategoryStore(world.database).all().isEmpty)
        let log = try StaffLogStore(world.database).entries(limit: 10).map(\.action)
        #expect(Set(log) == ["category.added", "category.changed", "category.removed"])
    }

    @Test("categories stand by their positions, then by their ids")
    func order() throws {
        let world = try world()
        for entry in [category("c"), category("a", position: 2), category("b", position: 1)] {
            try desk(world) { _ = try $0.put(entry, now: world.now) }
        }
        #expect(try CategoryStore(world.database).all().map(\.id) == ["c", "b", "a"])
    }

    @Test("an edit of words is a new version of the catalogue, and is noted")
    func words() throws {
        let world = try world()
        let store = WordGroupStore(world.database)
        let before = try CourseStore(world.database).version()
        let added = try desk(world) {
            try $0.add(["barista", "peracik kopi"], as: .synonyms, now: world.now)
        }
        #expect(try CourseStore(world.database).version() > before)
        #expect(try store.page(.synonyms, containing: "RACIK", before: nil, limit: 9) == [added])
        #expect(try store.page(.synonyms, containing: "teh", before: nil, limit: 9).isEmpty)
        #expect(try store.page(.skill, containing: "", before: nil, limit: 9).isEmpty)
        let changed = try desk(world) {
            try $0.change(added.id, .synonyms, to: ["barista", "kopi"], now: world.now)
        }
        #expect(try store.all() == [changed])
        #expect(
            try world.refusals {
                try desk(world) { try $0.remove(added.id, .skill, now: world.now) }
            } == ["not_found"])
        try desk(world) { try $0.remove(added.id, .synonyms, now: world.now) }
        #expect(try store.all().isEmpty)
    }

    @Test("the seed's synonyms come once; what people edited stays")
    func seed() throws {
        let world = try world()
        let lists = [["mc", "pembawa acara"], ["kopi", "coffee"]]
        let store = WordGroupStore(world.database)
        let first = try world.command {
            try WordGroupStore($0).seed(synonyms: lists, now: world.now)
        }
        #expect(first == 2)
        let gone = try #require(try store.all().first)
        try desk(world) { try $0.remove(gone.id, .synonyms, now: world.now) }
        try world.command { try WordGroupStore($0).seed(synonyms: lists, now: world.now) }
        #expect(try store.all().count == 1)
    }
}
