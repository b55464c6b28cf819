import Catalog
import HTTPServer

/// `limit` and `cursor` of a list that goes by time, newest first.
struct MomentParameters: Sendable {
    static let limitDefault = 20
    static let limitMax = 100

    let limit: Int
    let cursor: MomentCursor?

    /// - Parameter ignoring: parameters that are somebody else's to read.
    init(_ request: HTTPRequest, ignoring: Set<String> = []) throws(Problem) {
        try request.checkParameters(known: ignoring.union(["limit", "cursor"]))
        func value(_ name: String) -> String? { request.query.first { $0.name == name }?.value }
        limit =
            try value("limit").map { text throws(Problem) in
                guard let number = Int(text), (1...Self.limitMax).contains(number)
                else {
                    throw .parameter(
                        "limit", "is no whole number from 1 to \(Self.limitMax)")
                }
                return number
            } ?? Self.limitDefault
        cursor = try value("cursor").map { text throws(Problem) in
            guard let cursor = MomentCursor(text) else {
                throw Problem(
                    400, "invalid_cursor", "This cursor is not one of ours: begin without one.")
            }
            return cursor
        }
    }
}
