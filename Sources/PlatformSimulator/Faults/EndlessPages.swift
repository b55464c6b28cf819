import Catalog
import Foundation
import Synchronization

/// Lets every page of a listing name another one, in all forms that the dialects have for it.
final class EndlessPages: Sendable {
    private static let marker = "endless"

    private struct State {
        var count = 0
        /// The first page of each path.
        var first: [String: ProxiedMessage] = [:]
    }

    private let state = Mutex(State())

    func answer(to request: ProxiedMessage, _ exchange: FaultProxy.Exchange) -> ProxiedMessage {
        let text = request.target + String(decoding: request.body, as: UTF8.self)
        let isFurther = text.contains(Self.marker)
        var page = isFurther ? state.withLock { $0.first[request.path] } : nil
        if page == nil {
            var plain = request
            plain.drop(["if-none-match", "if-modified-since", "accept-encoding"])
            page = exchange.ask(plain)
            if let page { state.withLock { $0.first[request.path] = page } }
        }
        guard var page else { return ProxiedMessage(status: 502) }
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        page.body = Self.leadingOn(page.body, path: request.path, number: number)
        return page
    }

    static func leadingOn(_ body: [UInt8], path: String, number: Int) -> [UInt8] {
        let cursor = "\(marker)-\(number)"
        if let value = try? JSON.decode(JSONValue.self, from: body) {
            return JSON.encode(leadingOn(value, path: path, number: number))
        }
        let text = String(decoding: body, as: UTF8.self)
        guard let end = text.range(of: "</ListRecords>") else { return body }
        var before = String(text[..<end.lowerBound])
        if let token = before.range(of: "<resumptionToken") {
            before = String(before[..<token.lowerBound])
        }
        return Array(
            (before + "<resumptionToken>\(cursor)</resumptionToken>" + text[end.lowerBound...])
                .utf8)
    }

    private static func leadingOn(_ value: JSONValue, path: String, number: Int) -> JSONValue {
        guard case .object(var members) = value else { return value }
        let cursor = JSONValue.string("\(marker)-\(number)")
        // One record is enough of a page that comes ten thousand times.
        for list in ["data", "results", "value"] {
            if case .array(let records)? = members[list] {
                members[list] = .array(Array(records.prefix(1)))
                let next = JSONValue.string("\(path)?\(marker)=\(number)&offset=\(number)")
                switch list {
                case "data": members["links"] = ["next": next]
                case "results": members["next"] = next
                default: members["@odata.nextLink"] = next
                }
            }
        }
        if members["pageInfo"] != nil {
            members["pageInfo"] = ["hasNextPage": true, "endCursor": cursor]
            if case .array(let edges)? = members["edges"] {
                members["edges"] = .array(Array(edges.prefix(1)))
            }
        }
        for (name, member) in members {
            if case .object = member, name != "links", name != "pageInfo" {
                members[name] = leadingOn(member, path: path, number: number)
            }
        }
        return .object(members)
    }
}
