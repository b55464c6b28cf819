import Foundation
import Synchronization

/// What goes wrong with a platform's callbacks on their way to the service, whatever their form:
/// they stay signed as they were.
final class CallbackFaults: FaultProxy.Treatment {
    /// How long one waits to be overtaken.
    static let heldMillisecondsMax = 4_000
    /// Tries to hand over what was acknowledged already.
    static let attemptsMax = 20

    private let dice: FaultDice
    /// A callback that waits to be overtaken.
    private let held = Mutex<[ProxiedMessage]>([])

    init(dice: FaultDice) {
        self.dice = dice
    }

    func treat(_ request: ProxiedMessage, _ exchange: FaultProxy.Exchange) {
        guard let rule = dice.roll(path: request.path) else {
            exchange.client.send((exchange.ask(request) ?? ProxiedMessage(status: 502)).bytes)
            return
        }
        switch rule.fault {
        case .lostCallbacks: acknowledge(exchange)
        case .duplicateCallbacks:
            let first = exchange.ask(request) ?? ProxiedMessage(status: 502)
            for _ in 0..<2 { _ = exchange.ask(request) }
            exchange.client.send(first.bytes)
        case .delayedCallbacks:
            acknowledge(exchange)
            exchange.pause(milliseconds: rule.milliseconds + 1_000)
            handOver(request, exchange)
        default: reorder(request, exchange)
        }
    }

    private func acknowledge(_ exchange: FaultProxy.Exchange) {
        exchange.client.send(
            ProxiedMessage(
                status: 200, fields: [("Content-Type", "application/json")],
                body: Array("[]".utf8)
            ).bytes)
        exchange.client.shutDown()
    }

    /// The first of two waits until the second has gone, or for some seconds.
    private func reorder(_ request: ProxiedMessage, _ exchange: FaultProxy.Exchange) {
        acknowledge(exchange)
        let earlier = held.withLock { held in
            guard held.isEmpty else { return held.removeFirst() as ProxiedMessage? }
            held.append(request)
            return nil
        }
        if let earlier {
            handOver(request, exchange)
            handOver(earlier, exchange)
            return
        }
        exchange.pause(milliseconds: Self.heldMillisecondsMax)
        let isLeft = held.withLock { held in
            guard held.first?.body == request.body else { return false }
            held.removeFirst()
            return true
        }
        if isLeft { handOver(request, exchange) }
    }

    private func handOver(_ request: ProxiedMessage, _ exchange: FaultProxy.Exchange) {
        for _ in 0..<Self.attemptsMax where !exchange.isStopped {
            if let answer = exchange.ask(request), !answer.startLine.contains(" 5") { return }
            exchange.pause(milliseconds: 500)
        }
    }
}
