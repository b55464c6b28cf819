/// A kind of command of which a writer carries out many with the statements of one: what costs is
/// the way to a server and back, and in an embedded engine the beginning and end of a statement.
///
/// Where doing them together fails, all of it is undone, and each is carried out alone.
public final class CommandGroup<Input: Sendable, Answer: Sendable>: Sendable {
    public typealias Alone = @Sendable (Input, any Database) throws -> Answer
    public typealias Together =
        @Sendable ([Input], any Database) throws -> [Result<Answer, any Error>?]

    let alone: Alone
    private let together: Together

    /// - Parameters:
    ///   - alone: carries one out.
    ///   - together: brings one result for each, in their order: an error for one of which nothing
    ///     was done, and nil for one that is then carried out alone. What it throws undoes all.
    public init(alone: @escaping Alone, together: @escaping Together) {
        self.alone = alone
        self.together = together
    }
}

/// A group whose types the writers need not know.
protocol GroupedCommands: AnyObject, Sendable {
    /// - Parameter members: what ``CommandQueue`` made of the commands of this very group.
    /// - Returns: one step for each, nil for one that is to be carried out alone.
    func steps(of members: [any Sendable], on database: any Database) throws -> [CommandStep?]
}

extension CommandGroup: GroupedCommands {
    struct Member: Sendable {
        let input: Input
        let then: @Sendable (Result<Answer, any Error>) -> Void
    }

    func steps(of members: [any Sendable], on database: any Database) throws -> [CommandStep?] {
        let members = members.compactMap { $0 as? Member }
        let results = try together(members.map(\.input), database)
        precondition(results.count == members.count, "one result for each command")
        return zip(members, results).map { member, result in
            result.map { result in
                .settled { failure in member.then(failure.map { .failure($0) } ?? result) }
            }
        }
    }
}
