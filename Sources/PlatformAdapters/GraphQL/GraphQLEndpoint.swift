import Catalog

/// Sends operations by GraphQL over HTTP: POST, JSON, one operation a request.
struct GraphQLEndpoint {
    static let mediaTypes = "application/graphql-response+json, application/json;q=0.9"

    let connection: PlatformConnection

    /// Sends one operation.
    ///
    /// - Parameter isRead: false for a mutation, of which a lost answer is then `unknown`.
    /// - Returns: the response, of whatever status it came with.
    func send(
        _ operation: GraphQLOperation, _ variables: [String: JSONValue], isRead: Bool,
        budget: inout RetryBudget
    ) async throws(PlatformFailure) -> (reply: GraphQLAnswer, answer: HTTPAnswer) {
        let body: JSONValue = [
            "query": .string(operation.document), "operationName": .string(operation.name),
            "variables": .object(variables),
        ]
        let call = PlatformConnection.Call(
            method: "POST", address: connection.base.below(["graphql"]),
            headers: [
                (name: "Accept", value: Self.mediaTypes),
                (name: "Content-Type", value: "application/json"),
            ], body: JSON.encode(body), isRead: isRead)
        let answer = try await connection.send(call, budget: &budget)
        do throws(PlatformFailure) {
            return (try GraphQLAnswer(answer.body), answer)
        } catch {
            guard answer.status < 400 else { throw .malformed(AnswerWords.read(answer)) }
            guard isRead else { throw .unknown("an answer that cannot be read: \(error)") }
            throw error
        }
    }
}
