import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("Orders of courses that curators take off", .bothEngines, .namingEngine)
struct CurationOrdersTests {
    @Test(
        "a suspended or withdrawn course is bought no more; who is in it goes on to the end",
        arguments: [CourseAction.suspend, .withdraw])
    func running(_ action: CourseAction) throws {
        let world = try OrdersWorld()
        let course = try world.course()
        let (first, second, third) = (
            try world.participant(), try world.participant(), try world.participant()
        )
        let confirmed = try world.confirmed(first, course)
        let reserved = try world.buy(second, course).order
        let curator = Staff(
            id: Identifier(at: world.now), email: "k@example.id", name: "K", role: .curator)
        try world.command { database in
            try StaffStore(database).insert(curator, now: world.now)
            _ = try CurationStore(database).decide(
                action, on: CuratedCourseStore(database).known(course),
                reason: CurationReason("keluhan"), by: .init(curator.id, now: world.now))
        }
        #expect(
            try world.refusals { _ = try world.buy(third, course) } == ["course_not_for_sale"])
        #expect(try world.complete(confirmed))
        _ = try world.place(reserved)
        #expect(try world.confirm(reserved))
        #expect(try world.complete(reserved))
        #expect(try world.auditCodes() == [])
    }
}
