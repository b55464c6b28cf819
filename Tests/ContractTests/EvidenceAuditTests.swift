import Foundation
import SQL
import TestKit
import Testing

@testable import Catalog

@Suite("The audit of the evidence", .bothEngines, .namingEngine)
struct EvidenceAuditTests {
    /// One event of each form, one that cannot be read, and a certificate.
    private func world() throws -> CompletionsWorld {
        let world = try CompletionsWorld()
        let order = try world.order(.completed)
        try world.receive(
            "msg_c", type: "certificate.issued", order: order,
            more: "," + CompletionsWorld.certificate("BKL-1"))
        try world.receive("msg_x", type: "course.completed", data: "")
        let statement = """
            {"stored":"2026-03-01T09:00:01Z", "actor":{"mbox":"mailto:a@a.test"},"result":{
            "score":{"scaled":0.1,"raw":1e2}},"verb":{"id":"http://adlnet.gov/expapi/verbs/passed"},
            "object":{"id":"http://a.test/kursus"}}
            """
        let progress = CompletionEvent(
            id: "t-1", kind: .progressed, orderID: order.value, at: CompletionsWorld.start,
            score: 70.1, progress: 1.0 / 3)
        let deliveries =
            try XAPIStatement.parse(Array(statement.utf8), at: world.now).map {
                EventDelivery($0, platformID: CompletionsWorld.platform)
            } + [
                EventDelivery(
                    translating: progress, from: [0xff, 0x00, 0x41],
                    platformID: CompletionsWorld.platform)
            ]
        try world.store.command(on: world.database) { database in
            for delivery in deliveries {
                _ = try CompletionStore(database).receive(delivery, now: world.now)
            }
        }
        return world
    }

    private func findings(_ world: CompletionsWorld) throws -> [AuditFinding] {
        try EvidenceAudit(world.database).findings()
    }

    @Test("what is kept as it came has its digest, in whichever form")
    func sound() throws {
        let world = try world()
        let forms = try world.database.rows("SELECT DISTINCT form FROM webhook_events")
        #expect(forms.count == EventForm.allCases.count)
        #expect(try world.count("certificates") == 1)
        #expect(try findings(world) == [])
    }

    @Test("a body that was changed is found, in whichever form", arguments: EventForm.allCases)
    func alteredBody(form: EventForm) throws {
        // Of a statement what its receiver sets, `stored`, is no content and has no digest.
        let figure = form == .xapi ? "0.1" : "1"
        let world = try world()
        let rows = try world.database.rows(
            "SELECT id, body FROM webhook_events WHERE form = $1", form.rawValue)
        let row = try #require(rows.first)
        let body = try #require(
            String(decoding: row.blob(1), as: UTF8.self).replacingFirst(figure, by: "2"))
        try world.database.run(
            "UPDATE webhook_events SET body = $2 WHERE id = $1", row.text(0), Array(body.utf8))
        let found = try findings(world)
        #expect(found.map(\.code) == [.eventAltered])
        #expect(found.first?.ids == [row.text(0)])
    }

    @Test("the source beside a translated event is no content")
    func source() throws {
        let world = try world()
        let row = try #require(
            try world.database.row("SELECT body FROM webhook_events WHERE form = 'translated'"))
        let body = try #require(
            String(decoding: row.blob(0), as: UTF8.self).replacingFirst("/wBB", by: "AAAA"))
        try world.database.run(
            "UPDATE webhook_events SET body = $1 WHERE form = 'translated'", Array(body.utf8))
        #expect(try findings(world) == [])
    }

    @Test("an answer that replaces a webhook that contradicted has its own digest and form")
    func askedAgain() throws {
        let world = try CompletionsWorld()
        let order = try world.order(.confirmed)
        let first = try world.receive(
            "asked-1", type: "course.completed", order: order, at: world.now + .days(30))
        #expect(first.finding.verdict == .contradiction)
        let event = CompletionEvent(
            id: "asked-1", kind: .completed, orderID: order.value,
            at: CompletionsWorld.start + .days(1))
        let delivery = EventDelivery(
            translating: event, from: [], platformID: CompletionsWorld.platform)
        _ = try world.store.command(on: world.database) {
            try CompletionStore($0).receive(asked: delivery, now: world.now)
        }
        #expect(try world.order(order).state == .completed)
        #expect(try world.count("webhook_events") == 1)
        #expect(try findings(world) == [])
    }

    @Test("a body that can no longer be read is found")
    func unreadable() throws {
        let world = try world()
        try world.database.run(
            "UPDATE webhook_events SET body = $1 WHERE form = 'translated'", Array("{".utf8))
        let found = try findings(world)
        #expect(found.map(\.code) == [.eventAltered])
        #expect(found.first?.words.contains("cannot be read") == true)
    }

    @Test(
        "a certificate of which a fact was changed is found",
        arguments: ["number = 'BKL-2'", "holder = 'A***'", "issued_at = issued_at + 1000"])
    func alteredCertificate(change: String) throws {
        let world = try world()
        try world.database.run("UPDATE certificates SET \(change)")
        #expect(try findings(world).map(\.code) == [.certificateAltered])
    }

    @Test("all pages are looked at, and a finding names the first hundred")
    func pages() throws {
        let world = try CompletionsWorld()
        let order = try world.order(.confirmed)
        let count = 4 * EvidenceAudit.pageMax + 5
        for number in 0..<count {
            try world.receive("msg_\(number)", type: "course.started", order: order)
        }
        var looked: [Int] = []
        let sound = try EvidenceAudit(world.database).findings { looked.append($0) }
        #expect(sound == [])
        #expect(looked == [25, 50, 75, 100, count, count])
        let last = try #require(
            try world.database.row("SELECT max(id) FROM webhook_events")
        ).text(0)
        try world.database.run("UPDATE webhook_events SET body = $2 WHERE id = $1", last, [UInt8]())
        #expect(try findings(world).first?.ids == [last])
        try world.database.run(
            "UPDATE webhook_events SET body_digest = $1", [UInt8](repeating: 0, count: 32))
        let all = try #require(try findings(world).first)
        #expect(all.ids.count == Audit.idsMax && all.words.contains("more than 100"))
    }
}

extension String {
    /// Nil where it is not there.
    fileprivate func replacingFirst(_ part: String, by other: String) -> String? {
        firstRange(of: part).map { replacingCharacters(in: $0, with: other) }
    }
}
