import Catalog
import Compression
import Foundation
import PlatformAdapters
import Synchronization

/// What goes wrong with the answers of a platform.
final class AnswerFaults: FaultProxy.Treatment {
    /// What a bomb unpacks to.
    static let bombBytes = 128 << 20
    static let nestingDepth = 100_000

    let dice: FaultDice
    let clock: WallClock
    private let pages = EndlessPages()
    private let calls = Atomic(0)

    init(dice: FaultDice, clock: WallClock) {
        self.dice = dice
        self.clock = clock
    }

    func treat(_ request: ProxiedMessage, _ exchange: FaultProxy.Exchange) {
        guard let rule = dice.roll(path: request.path) else { return pass(request, exchange) }
        if let answer = madeUp(rule.fault, request) {
            exchange.client.send(answer.bytes)
            return
        }
        switch rule.fault {
        case .latency:
            exchange.pause(milliseconds: rule.milliseconds)
            pass(request, exchange)
        case .hang: exchange.pause(milliseconds: LoopbackSocket.waitSecondsMax * 1_000)
        case .reset: return
        case .expiredTokens:
            let count = calls.add(1, ordering: .relaxed).newValue
            guard count.isMultiple(of: 3), request.field("authorization") != nil else {
                return pass(request, exchange)
            }
            exchange.client.send(Self.unauthorized.bytes)
        case .endlessPages:
            exchange.client.send(pages.answer(to: request, exchange).bytes)
        default: spoil(rule.fault, request, exchange)
        }
    }

    private func pass(_ request: ProxiedMessage, _ exchange: FaultProxy.Exchange) {
        guard let answer = exchange.ask(request) else { return }
        exchange.client.send(answer.bytes)
    }

    private static let unauthorized = ProxiedMessage(
        status: 401,
        fields: [
            ("WWW-Authenticate", "Bearer error=\"invalid_token\""),
            ("Content-Type", "application/json"),
        ], body: Array(#"{"error":"invalid_token"}"#.utf8))

    /// An answer that the platform itself would not give.
    private func madeUp(_ fault: Fault, _ request: ProxiedMessage) -> ProxiedMessage? {
        let json = [(name: "Content-Type", value: "application/json")]
        switch fault {
        case .tooManyRequests:
            return ProxiedMessage(status: 429, fields: json + [("Retry-After", "1")])
        case .unavailable:
            let date = HTTPDate.text(clock.now() + .seconds(2))
            return ProxiedMessage(status: 503, fields: json + [("Retry-After", date)])
        case .serverError:
            return ProxiedMessage(status: 500, fields: json, body: Array("oops".utf8))
        case .refusedCredentials: return Self.unauthorized
        case .redirectToItself: return Self.redirect(to: request.target)
        case .redirectToLoopback: return Self.redirect(to: "http://127.0.0.1:22/")
        case .redirectToFile: return Self.redirect(to: "file:///etc/passwd")
        case .endlessRedirects:
            let hop = calls.add(1, ordering: .relaxed).newValue
            return Self.redirect(to: "\(request.path)?hop=\(hop)")
        case .gzipBomb:
            return ProxiedMessage(
                status: 200, fields: json + [("Content-Encoding", "gzip")], body: Self.bomb)
        case .deepNesting:
            let text =
                String(repeating: "[", count: Self.nestingDepth)
                + String(repeating: "]", count: Self.nestingDepth)
            return ProxiedMessage(status: 200, fields: json, body: Array(text.utf8))
        case .notTheDialect:
            return ProxiedMessage(
                status: 200, fields: [("Content-Type", "text/html; charset=utf-8")],
                body: Array("<!doctype html><title>Perawatan</title><script>1</script>".utf8))
        default: return nil
        }
    }

    private static let bomb = Gzip.pack(UInt8(ascii: " "), times: bombBytes) ?? []

    private static func redirect(to location: String) -> ProxiedMessage {
        ProxiedMessage(status: 302, fields: [("Location", location)])
    }

    /// What the platform answers, spoilt on the way.
    private func spoil(
        _ fault: Fault, _ request: ProxiedMessage, _ exchange: FaultProxy.Exchange
    ) {
        var plain = request
        // Whole and unpacked: a 304 has nothing to spoil.
        plain.drop(["if-none-match", "if-modified-since", "accept-encoding"])
        guard var answer = exchange.ask(plain) else { return }
        switch fault {
        case .drip:
            guard exchange.client.send(answer.head) else { return }
            for byte in answer.body {
                exchange.pause(milliseconds: 1_000)
                guard !exchange.isStopped, exchange.client.send([byte]) else { return }
            }
            return
        case .truncate:
            let cut = answer.body.prefix(answer.body.count / 2)
            exchange.client.send(answer.head + cut)
            return
        case .wrongTypes: answer.body = TwistedBody.wrongTypes(answer.body, dice)
        case .wrongEncoding: answer.body = TwistedBody.wrongEncoding(answer.body)
        case .falseGzip: answer.fields.append(("Content-Encoding", "gzip"))
        default: break
        }
        exchange.client.send(answer.bytes)
    }
}
