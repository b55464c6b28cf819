import TestKit
import Testing

@testable import Catalog

@Suite(.bothEngines, .namingEngine) struct LaunchTests {
    private let platforms: Set<String> = [CompletionsWorld.platform]

    private func ticket(
        _ world: CompletionsWorld, _ order: Identifier<Order>, _ owner: Identifier<Participant>
    ) throws -> String {
        let start = try LaunchStore(world.database).begin(
            order, by: owner, launching: platforms, now: world.now)
        guard case .launch(CompletionsWorld.platform, let ticket, owner.value, let until) = start
        else {
            Issue.record("no launch: \(start)")
            return ""
        }
        #expect(until == world.now + LaunchStore.ticketSpan)
        return ticket
    }

    private func redeem(
        _ world: CompletionsWorld, _ ticket: String, _ owner: Identifier<Participant>,
        platform: String = CompletionsWorld.platform, at now: Instant? = nil
    ) throws -> Launch? {
        try LaunchStore(world.database).redeem(
            ticket, platformID: platform, learnerID: owner.value, now: now ?? world.now)
    }

    @Test("a ticket brings its learner to the course, once")
    func once() throws {
        let world = try CompletionsWorld()
        let owner = try world.participant()
        let order = try world.order(.confirmed, of: owner)
        let ticket = try ticket(world, order, owner)
        let launch = try #require(try redeem(world, ticket, owner))
        #expect(launch.orderID == order && launch.learnerID == owner)
        #expect(launch.learnerName == "Siti Rahayu")
        #expect(launch.externalCourseID == world.course.value)
        #expect(try redeem(world, ticket, owner) == nil)
    }

    @Test("a ticket is worth nothing to others, too late, replaced, or when the order is over")
    func worthless() throws {
        let world = try CompletionsWorld()
        let owner = try world.participant()
        let other = try world.participant()
        let order = try world.order(.confirmed, of: owner)
        #expect(try redeem(world, ticket(world, order, owner), other) == nil)
        #expect(try redeem(world, ticket(world, order, owner), owner, platform: "x") == nil)
        let late = world.now + LaunchStore.ticketSpan
        #expect(try redeem(world, ticket(world, order, owner), owner, at: late) == nil)
        let replaced = try ticket(world, order, owner)
        let fresh = try ticket(world, order, owner)
        #expect(try redeem(world, replaced, owner) == nil)
        _ = try OrderStore(world.database).giveBack(order, now: world.now)
        #expect(try redeem(world, fresh, owner) == nil)
        #expect(try redeem(world, String(repeating: "x", count: 200), owner) == nil)
    }

    @Test("only an order that is confirmed or completed is started")
    func states() throws {
        let world = try CompletionsWorld()
        for state in Order.State.allCases {
            let owner = try world.participant()
            let order = try world.order(state, of: owner, reference: "enr-\(state.rawValue)")
            if state == .confirmed || state == .completed {
                #expect(try ticket(world, order, owner).isEmpty == false)
                continue
            }
            let refusal = #expect(throws: Refusal.self) {
                try LaunchStore(world.database).begin(
                    order, by: owner, launching: platforms, now: world.now)
            }
            #expect(refusal?.code == "not_confirmed")
        }
    }

    @Test("other platforms' courses are started at their own address, if they have one")
    func links() throws {
        let world = try CompletionsWorld()
        let owner = try world.participant()
        let order = try world.order(.confirmed, of: owner)
        let store = LaunchStore(world.database)
        func start() throws -> CourseStart {
            try store.begin(order, by: owner, launching: [], now: world.now)
        }
        #expect(throws: Refusal.self) { try start() }
        try world.database.run(
            "UPDATE courses SET url = $2 WHERE id = $1", world.course, "https://x.example/k")
        #expect(try start() == .link("https://x.example/k"))
        let stranger = try world.participant()
        let refusal = #expect(throws: Refusal.self) {
            try store.begin(order, by: stranger, launching: [], now: world.now)
        }
        #expect(refusal?.status == 404)
    }

    @Test("an assertion counts once for each platform, until it expires")
    func assertions() throws {
        let world = try CompletionsWorld()
        let store = UsedAssertionStore(world.database)
        let end = world.now + .minutes(5)
        #expect(try store.use("j", of: "a", until: end, now: world.now))
        #expect(try !store.use("j", of: "a", until: end, now: world.now))
        #expect(try store.use("j", of: "b", until: end, now: world.now))
        #expect(try store.use("j", of: "a", until: end + .minutes(5), now: end))
    }

    @Test("the first key that is kept counts, and a token has its scope alone")
    func keysAndScopes() throws {
        let world = try CompletionsWorld()
        let keys = SigningKeyStore(world.database)
        #expect(try keys.pem(for: "lti") == nil)
        #expect(try keys.keep("first", for: "lti", now: world.now) == "first")
        #expect(try keys.keep("second", for: "lti", now: world.now) == "first")
        let tokens = PlatformTokenStore(world.database)
        let token = try tokens.issue(
            platformID: "sisnaker", scope: LineItemScore.scope, now: world.now)
        #expect(try tokens.platform(of: token, now: world.now) == nil)
        let holder = try tokens.platform(of: token, scope: LineItemScore.scope, now: world.now)
        #expect(holder == "sisnaker")
    }
}
