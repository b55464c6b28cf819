import Foundation
import Synchronization
import Testing

@testable import HTTPServer

@Suite("Answers that come later")
struct ResponderTests {
    private static let request = "GET /later HTTP/1.1\r\nHost: a\r\n\r\n"

    /// Answers from a thread of its own, in batches, as a writer with group commit does.
    final class Writer: Sendable {
        private let queue = Guarded<[(Int, Responder)]>([])
        private let wake = DispatchSemaphore(value: 0)
        private let ended = Atomic(false)

        func start() {
            Thread.detachNewThread { [self] in
                while !ended.load(ordering: .relaxed) {
                    wake.wait()
                    let batch = queue.withLock { queue in
                        defer { queue = [] }
                        return queue
                    }
                    for (number, responder) in batch {
                        responder.respond {
                            HTTPResponse(status: 200, body: Array("answer \(number)".utf8))
                        }
                    }
                }
            }
        }

        func submit(_ number: Int, _ responder: Responder) {
            queue.withLock { $0.append((number, responder)) }
            wake.signal()
        }

        func stop() {
            ended.store(true, ordering: .relaxed)
            wake.signal()
        }
    }

    @Test("a thousand requests of 32 threads each get their own answer from another thread")
    func answersAll() throws {
        let writer = Writer()
        writer.start()
        defer { writer.stop() }
        var router = Router()
        router.on("GET", "/orders/{number}", .noBody) { request in
            let number = Int(request.pathParameters["number"]!)!
            return .later { writer.submit(number, $0) }
        }
        let server = try LiveServer(router)
        let port = server.port
        let right = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 32) { thread in
            guard let client = try? RawClient(port: port) else { return }
            for turn in 0..<32 {
                let number = thread * 32 + turn
                client.send("GET /orders/\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
                if client.response()?.text == "answer \(number)" {
                    right.add(1, ordering: .relaxed)
                }
            }
        }
        #expect(right.load(ordering: .relaxed) == 1024)
        server.server.stop(within: 5)
        #expect(server.summaries.all.count == 1024)
    }

    @Test("an answer may come before the handler returns")
    func answersInside() throws {
        var router = Router()
        router.on("GET", "/later", .noBody) { _ in
            .later { $0.respond { HTTPResponse(status: 201) } }
        }
        let client = try LiveServer(router).client()
        for _ in 0..<100 {
            client.send(Self.request)
            #expect(client.response()?.status == 201)
        }
    }

    @Test("a responder that is dropped answers 500")
    func answersDropped() throws {
        var router = Router()
        router.on("GET", "/later", .noBody) { _ in .later { _ in } }
        let response = try LiveServer(router).ask(Self.request)
        #expect(response?.status == 500)
        #expect(response?.text == "the handler gave up its responder without an answer")
    }

    @Test("answering twice is a fault of the program")
    func trapsOnSecond() async {
        await #expect(processExitsWith: .failure) {
            var router = Router()
            router.on("GET", "/later", .noBody) { _ in
                .later { responder in
                    responder.respond { HTTPResponse(status: 200) }
                    responder.respond { HTTPResponse(status: 200) }
                }
            }
            _ = try LiveServer(router).ask("GET /later HTTP/1.1\r\nHost: a\r\n\r\n")
        }
    }

    @Test("a client that goes away while it is suspended harms nobody")
    func survivesDisconnects() throws {
        let waiting = Guarded<[Responder]>([])
        var router = Router()
        router.on("GET", "/later", .noBody) { _ in
            .later { responder in waiting.withLock { $0.append(responder) } }
        }
        router.on("GET", "/now", .noBody, text("now"))
        let server = try LiveServer(router)
        for _ in 0..<20 { try server.client().send(Self.request) }
        let end = ContinuousClock.now + .seconds(10)
        while waiting.withLock({ $0.count }) < 20 {
            try #require(ContinuousClock.now < end, "not every request arrived")
            usleep(1000)
        }
        for responder in waiting.withLock({ takeAll(&$0) }) {
            responder.respond { HTTPResponse(status: 200) }
        }
        #expect(try server.ask("GET /now HTTP/1.1\r\nHost: a\r\n\r\n")?.text == "now")
    }
}
