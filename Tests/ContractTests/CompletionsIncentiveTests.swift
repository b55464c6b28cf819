import SQL
import TestKit
import Testing

@testable import Catalog

@Suite(.bothEngines, .namingEngine) struct CompletionsIncentiveTests {
    @Test("whichever missing thing comes last grants the incentive, once and for ever")
    func lastThing() throws {
        // A rating takes a completion, so that one comes first.
        let things = ["completion", "certificate", "rating", "account"]
        for last in things where last != "completion" {
            let world = try CompletionsWorld()
            let participant = try world.participant(payout: false)
            let order = try world.order(.confirmed, of: participant)
            func bring(_ thing: String) throws {
                switch thing {
                case "completion":
                    try world.receive("msg_1", type: "course.completed", order: order)
                case "certificate":
                    let more = "," + CompletionsWorld.certificate("BKL-1")
                    try world.receive(
                        "msg_2", type: "certificate.issued", order: order, more: more)
                case "rating":
                    _ = try OrderStore(world.database).rate(
                        order, by: participant, stars: 2, review: "Terlalu cepat",
                        now: world.now)
                default: try world.addPayout(of: participant)
                }
                // Events see to it themselves.
                if thing == "rating" || thing == "account" {
                    try IncentiveStore(world.database).evaluate(participant, now: world.now)
                }
            }
            for thing in things where thing != last {
                try bring(thing)
                let standing = try IncentiveStore(world.database).standing(of: participant)
                #expect(standing?.state == .notYet, "\(last) last")
            }
            try bring(last)
            try bring("certificate")
            let standing = try #require(
                try IncentiveStore(world.database).standing(of: participant))
            #expect(standing.state == .eligible)
            #expect(standing.orderID == order)
            #expect(standing.conditions.allSatisfy { $0.met })
            #expect(standing.instalments.map(\.amount.rupiah).reduce(0, +) == 700_000)
            #expect(standing.instalments.count == 3)
            // What changes later takes nothing back and adds nothing.
            try world.database.run("UPDATE payout_accounts SET state = 'mismatch'")
            let again = try IncentiveStore(world.database).evaluate(
                participant, now: world.now + .days(40))
            #expect(!again)
            #expect(try IncentiveStore(world.database).standing(of: participant) == standing)
        }
    }

    @Test("a certificate that came first counts when the completion comes")
    func certificateFirst() throws {
        let world = try CompletionsWorld()
        let participant = try world.participant()
        let order = try world.order(.confirmed, of: participant)
        let certificates = CertificateStore(world.database)
        try world.receive(
            "msg_1", type: "certificate.issued", order: order,
            more: "," + CompletionsWorld.certificate("BKL-1"))
        let entry = try #require(try certificates.page(of: participant).first)
        #expect(entry.standing == .awaitsCompletion)
        #expect(!PublicCertificateView(entry).valid)
        try world.receive("msg_2", type: "course.completed", order: order)
        let found = try #require(try certificates.find(entry.certificate.id))
        #expect(found.standing == .valid)
        #expect(PublicCertificateView(found).valid)
        #expect(found.certificate.holder == "S*** R***")
        #expect(try world.completions.page(of: participant).first?.certificateID != nil)
    }

    @Test("a certificate's number is given once on its platform, and an order has one")
    func certificateNumbers() throws {
        let world = try CompletionsWorld()
        let first = try world.order(.completed)
        let more = "," + CompletionsWorld.certificate("BKL-1")
        try world.receive("msg_1", type: "certificate.issued", order: first, more: more)
        let second = try world.order(.confirmed, reference: "enr-8")
        let taken = try world.receive(
            "msg_2", type: "course.completed", order: second, more: more)
        #expect(taken.finding == .otherCertificate)
        #expect(try world.order(second).state == .completed)
        let other = try world.receive(
            "msg_3", type: "certificate.issued", order: first,
            more: "," + CompletionsWorld.certificate("BKL-9"))
        #expect(other.finding == .otherCertificate)
        #expect(try world.count("certificates") == 1)
        #expect(try world.completions.eventsForPeople().count == 2)
    }

    @Test("the public view of a certificate says nothing personal")
    func publicView() throws {
        let world = try CompletionsWorld()
        let participant = try world.participant()
        let order = try world.order(.completed, of: participant)
        try world.receive(
            "msg_1", type: "certificate.issued", order: order,
            more: "," + CompletionsWorld.certificate("BKL-1"))
        let entry = try #require(
            try CertificateStore(world.database).page(of: participant).first)
        let text = String(decoding: JSON.encode(PublicCertificateView(entry)), as: UTF8.self)
        for secret in ["Siti", "Rahayu", participant.value, order.value, "bukalapak.test"] {
            #expect(!text.contains(secret))
        }
        #expect(text.contains(entry.certificate.digest))
        let mine = String(decoding: JSON.encode(CertificateView(entry)), as: UTF8.self)
        #expect(mine.contains("https://bukalapak.test/c/BKL-1"))
    }

    @Test("an altered certificate is told from a valid one")
    func altered() throws {
        let world = try CompletionsWorld()
        let participant = try world.participant()
        let order = try world.order(.completed, of: participant)
        try world.receive(
            "msg_1", type: "certificate.issued", order: order,
            more: "," + CompletionsWorld.certificate("BKL-1"))
        try world.database.run("UPDATE certificates SET number = 'BKL-2'")
        let entry = try CertificateStore(world.database).page(of: participant).first
        #expect(entry?.standing == .altered)
    }

    @Test("pages go from the newest to the oldest without gaps")
    func pages() throws {
        let world = try CompletionsWorld()
        let participant = try world.participant()
        for number in 0..<5 {
            let course = Identifier<Course>(at: CompletionsWorld.start)
            try world.addCourse(course, minutes: 960)
            let order = try world.order(
                .confirmed, of: participant, course: course, reference: "enr-\(number)")
            try world.receive(
                "msg_\(number)", type: "course.completed", order: order,
                more: "," + CompletionsWorld.certificate("BKL-\(number)"))
        }
        let all = try world.completions.page(of: participant).map(\.id)
        #expect(all.count == 5)
        #expect(all == all.sorted(by: >))
        let rest = try world.completions.page(of: participant, before: all[1], limit: 2)
        #expect(rest.map(\.id) == Array(all[2...3]))
        let certificates = CertificateStore(world.database)
        let first = try certificates.page(of: participant, limit: 3).map(\.certificate.id)
        let second = try certificates.page(of: participant, before: first[2])
            .map(\.certificate.id)
        #expect(Set(first + second).count == 5)
    }

    /// Everything the incentive takes, but for the length of the course.
    private func allButLength(
        bought: Int?, in world: CompletionsWorld
    ) throws -> Identifier<Participant> {
        let participant = try world.participant()
        let order = try world.order(.confirmed, of: participant)
        try world.database.run(
            "UPDATE orders SET duration_minutes = $2 WHERE id = $1", order, bought)
        try world.receive(
            "msg_1", type: "course.completed", order: order,
            more: "," + CompletionsWorld.certificate("BKL-1"))
        _ = try OrderStore(world.database).rate(
            order, by: participant, stars: 5, review: "Bagus", now: world.now)
        return participant
    }

    @Test("the length at the purchase counts; one that was not known then may come later")
    func lengths() throws {
        let table: [(bought: Int?, now: Int?, isEligible: Bool)] = [
            (960, nil, true), (960, 30, true), (30, 960, false), (nil, 960, true),
            (nil, nil, false),
        ]
        for (bought, now, isEligible) in table {
            let world = try CompletionsWorld(courseMinutes: nil)
            let participant = try allButLength(bought: bought, in: world)
            try world.database.run("UPDATE courses SET duration_minutes = $1", now)
            let incentives = IncentiveStore(world.database)
            let standing = try #require(try incentives.standing(of: participant))
            #expect(!standing.isGranted && standing.instalments.isEmpty)
            #expect((standing.state == .eligible) == isEligible, "\(bought as Any) \(now as Any)")
            #expect(try incentives.evaluate(participant, now: world.now) == isEligible)
            let after = try #require(try incentives.standing(of: participant))
            #expect(after.isGranted == isEligible && after.state == standing.state)
        }
    }

    @Test("a grant keeps the facts that it rests on")
    func facts() throws {
        let world = try CompletionsWorld()
        let participant = try allButLength(bought: 960, in: world)
        try IncentiveStore(world.database).evaluate(participant, now: world.now)
        let row = try #require(
            try world.database.row(
                """
                SELECT i.duration_minutes, i.payout_kind, i.payout_changed_at, i.instalments,
                    i.total, f.order_id = i.order_id, c.order_id = i.order_id
                FROM incentives AS i JOIN completions AS f ON f.id = i.completion_id
                JOIN certificates AS c ON c.id = i.certificate_id
                """))
        #expect(
            row.values == [
                .integer(960), .text("OVO"), CompletionsWorld.start.sqlValue, .integer(3),
                .integer(700_000), .integer(1), .integer(1),
            ])
    }

    @Test("who has no card, or a revoked one, learns that no incentive comes")
    func ineligible() throws {
        let world = try CompletionsWorld()
        let participant = try world.participant()
        try world.database.run("UPDATE cards SET state = 'revoked'")
        let incentives = IncentiveStore(world.database)
        #expect(try incentives.standing(of: participant)?.state == .ineligible)
        try world.database.run("DELETE FROM cards")
        #expect(try incentives.standing(of: participant)?.state == .ineligible)
        #expect(try incentives.standing(of: Identifier(at: CompletionsWorld.start)) == nil)
    }

    @Test("the view names every rule and dates each instalment by its day")
    func view() throws {
        let world = try CompletionsWorld()
        let participant = try world.participant()
        let order = try world.order(.completed, of: participant)
        try world.receive(
            "msg_1", type: "certificate.issued", order: order,
            more: "," + CompletionsWorld.certificate("BKL-1"))
        _ = try OrderStore(world.database).rate(
            order, by: participant, stars: 5, review: "Bagus", now: world.now)
        let incentives = IncentiveStore(world.database)
        #expect(try incentives.evaluate(participant, now: world.now))
        let standing = try #require(try incentives.standing(of: participant))
        let text = String(decoding: JSON.encode(IncentiveView(standing)), as: UTF8.self)
        // Granted on 3 March 2026, 16:00 in Jakarta.
        #expect(
            text.contains(
                #"{"amount":600000,"due_on":"2026-04-03","kind":"incentive","number":1,"#
                    + #""state":"scheduled"}"#))
        #expect(text.contains(#"{"met":true,"rule":"payout_account"}"#))
        #expect(text.contains(#""state":"eligible""#))
    }
}
