import Catalog
import Cryptography
import Synchronization
import Testing

@testable import PlatformAdapters

@Suite("Published keys")
struct JWKSCacheTests {
    private static let key = RSAPrivateKey.generate().publicKey

    /// A cache before a server whose set, or failure, a test can change.
    private final class Stage: Sendable {
        let clock = ManualClock(Instant(milliseconds: 1_767_225_600_000))
        let server: ScriptedServer
        let cache: JWKSCache
        private let script: Script

        private final class Script: Sendable {
            private let steps = Mutex<[ScriptedServer.Step]>([])

            var now: [ScriptedServer.Step] { steps.withLock { $0 } }
            func set(_ new: [ScriptedServer.Step]) { steps.withLock { $0 = new } }
        }

        var asked: Int { server.requests.count }

        init(_ keyIDs: [String]) throws {
            let script = Script()
            script.set(Self.set(keyIDs))
            self.script = script
            server = ScriptedServer { _ in script.now }
            cache = JWKSCache(
                address: try #require(HTTPAddress(server.base + "/keys")),
                tools: AdapterTools(client: HTTPClient(workersMax: 4), clock: clock.clock))
        }

        func publish(_ keyIDs: [String]) { script.set(Self.set(keyIDs)) }
        func fail(_ steps: [ScriptedServer.Step]) { script.set(steps) }

        func names(_ keyID: String?) async -> Result<Int, JWKSCache.Failure> {
            do throws(JWKSCache.Failure) {
                return .success(try await cache.keys(named: keyID).count)
            } catch {
                return .failure(error)
            }
        }

        private static func set(_ keyIDs: [String]) -> [ScriptedServer.Step] {
            let set = JSONWebKeySet(keyIDs.map { JSONWebKey(key, keyID: $0) })
            return .answer(200, bytes: set.bytes)
        }
    }

    @Test("the set is asked for once, however many ask at the same time")
    func kept() async throws {
        let stage = try Stage(["a"])
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { await stage.names("a") == .success(1) } }
            for await isFound in group { #expect(isFound) }
        }
        #expect(stage.asked == 1)
    }

    @Test("an unknown key makes the set be asked for again, at most every half minute")
    func rotation() async throws {
        let stage = try Stage(["a"])
        #expect(await stage.names("a") == .success(1))
        stage.publish(["b"])
        for name in ["b", "c", "d"] {
            #expect(await stage.names(name) == .failure(.unknownKey("no key has the kid \(name)")))
        }
        #expect(stage.asked == 1)
        stage.clock.advance(by: JWKSCache.refreshFloor)
        #expect(await stage.names("b") == .success(1))
        #expect(await stage.names("a") == .failure(.unknownKey("no key has the kid a")))
        #expect(stage.asked == 2)
    }

    @Test("a key that was taken back is dropped within the hour")
    func takenBack() async throws {
        let stage = try Stage(["a", "b"])
        #expect(await stage.names("a") == .success(1))
        stage.publish(["b"])
        stage.clock.advance(by: JWKSCache.lifetime)
        #expect(await stage.names("a") == .failure(.unknownKey("no key has the kid a")))
    }

    @Test("a set that cannot be renewed is trusted for a day, but says no to nothing new")
    func unreachable() async throws {
        let stage = try Stage(["a"])
        #expect(await stage.names("a") == .success(1))
        stage.fail(.answer(500))
        stage.clock.advance(by: .hours(2))
        #expect(await stage.names("a") == .success(1))
        #expect(await stage.names("b") == .failure(.unavailable("the keys: HTTP 500")))
        stage.clock.advance(by: .hours(23))
        #expect(await stage.names("a") == .failure(.unavailable("the keys: HTTP 500")))
        stage.publish(["a"])
        stage.clock.advance(by: JWKSCache.refreshFloor)
        #expect(await stage.names("a") == .success(1))
    }

    @Test("what is no key set is no answer")
    func nonsense() async throws {
        let stage = try Stage(["a"])
        let bodies = ["<html>", "{}", String(repeating: "[", count: 100)]
        for body in bodies + [String(repeating: " ", count: JSONWebKeySet.bytesMax + 1)] {
            stage.fail(.answer(200, body))
            guard case .failure(.unavailable) = await stage.names("a") else {
                Issue.record("taken: \(body.prefix(10))")
                return
            }
            stage.clock.advance(by: JWKSCache.refreshFloor)
        }
        stage.fail(.answer(302, headers: ["Location: https://example.com/keys"]))
        guard case .failure(.unavailable) = await stage.names("a") else {
            Issue.record("another host's keys are taken")
            return
        }
    }
}
