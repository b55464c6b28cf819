import Catalog

@testable import PlatformAdapters

/// What a scripted GraphQL platform answers, and what it was asked.
enum GraphQLScript {
    static func course(_ id: String, _ members: String = #""title":"Barista""#) -> String {
        #"{"cursor":"c-\#(id)","node":{"id":"\#(id)",\#(members),"#
            + #""updatedAt":"2025-12-31T00:00:00Z"}}"#
    }

    /// One page as the member `data` of an answer.
    static func page(_ edges: [String], end: String? = nil, total: Int? = nil) -> String {
        let info =
            #"{"hasNextPage":\#(end != nil),"#
            + #""endCursor":\#(end.map { #""\#($0)""# } ?? "null")}"#
        let all = total.map { #","all":{"totalCount":\#($0)}"# } ?? ""
        return #"{"courses":{"edges":[\#(edges.joined(separator: ","))],"pageInfo":\#(info)}"#
            + all + "}"
    }

    static func answer(
        _ data: String?, errors: String? = nil, status: Int = 200
    ) -> [ScriptedServer.Step] {
        let members = [data.map { #""data":\#($0)"# }, errors.map { #""errors":[\#($0)]"# }]
        let body = "{" + members.compactMap { $0 }.joined(separator: ",") + "}"
        return .answer(
            status, body, headers: ["Content-Type: application/graphql-response+json"])
    }

    static func error(_ message: String, path: String? = nil, code: String? = nil) -> String {
        let place = path.map { #","path":\#($0)"# } ?? ""
        let extensions = code.map { #","extensions":{"code":"\#($0)"}"# } ?? ""
        return #"{"message":"\#(message)"\#(place)\#(extensions)}"#
    }
}

extension ScriptedServer.Request {
    private var operation: JSONValue? { try? JSON.decode(JSONValue.self, from: Array(body.utf8)) }

    var operationName: String? { operation?["operationName"]?.string }

    func variable(_ name: String) -> JSONValue? { operation?["variables"]?[name] }
}
