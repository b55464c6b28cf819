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
    /// - Parameter members: commands of this very group.
    /// - Returns: one step for each, nil for one that is to be carried out alone.
    func steps(of members: [any CommandWork], on database: any Database) throws -> [CommandStep?]
}

extension CommandGroup: GroupedCommands {
    /// One command of the group.
    final class Member: CommandWork {
        let key: String
        fileprivate let input: Input
        fileprivate let then: @Sendable (Result<Answer, any Error>) -> Void
        private let home: CommandGroup

        init(
            key: String, _ input: Input, of home: CommandGroup,
            then: @escaping @Sendable (Result<Answer, any Error>) -> Void
        ) {
            self.key = key
            self.input = input
            self.home = home
            self.then = then
        }

        var group: (any GroupedCommands)? { home }

        func run(on database: any Database, isolated: Bool) -> CommandStep {
            CommandStep(on: database, isolated: isolated, { try home.alone(input, $0) }, then)
        }

        func fail(_ error: DatabaseError) { then(.failure(error)) }
    }

    func steps(of members: [any CommandWork], on database: any Database) throws -> [CommandStep?] {
        let own = members.compactMap { $0 as? Member }
        precondition(own.count == members.count, "commands of this group")
        let results = try together(own.map { $0.input }, database)
        precondition(results.count == own.count, "one result for each command")
        return own.indices.map { place in
            guard let result = results[place] else { return nil }
            let then = own[place].then
            return .settled { failure in then(failure.map { .failure($0) } ?? result) }
        }
    }
}
