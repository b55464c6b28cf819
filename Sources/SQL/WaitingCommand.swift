/// A command that waits to be carried out.
struct WaitingCommand: Sendable {
    let work: any CommandWork
    /// How often it was begun in vain.
    var attempts = 0

    /// What it contends for (``CommandQueue/submit(inOrderOf:_:then:)``).
    var key: String { work.key }
}

/// What a command is: one object, since it goes through many hands, and each of them would count
/// the references of all its parts.
protocol CommandWork: AnyObject, Sendable {
    var key: String { get }
    /// Where it can be carried out with others; nil where it is alone.
    var group: (any GroupedCommands)? { get }
    /// Runs it within the open transaction.
    func run(on database: any Database, isolated: Bool) -> CommandStep
    /// Answers it where nothing of it was done.
    func fail(_ error: DatabaseError)
}

/// A command that is always carried out alone.
final class LoneCommand<Answer: Sendable>: CommandWork {
    let key: String
    private let body: @Sendable (any Database) throws -> Answer
    private let then: @Sendable (Result<Answer, any Error>) -> Void

    init(
        key: String, _ body: @escaping @Sendable (any Database) throws -> Answer,
        then: @escaping @Sendable (Result<Answer, any Error>) -> Void
    ) {
        self.key = key
        self.body = body
        self.then = then
    }

    var group: (any GroupedCommands)? { nil }

    func run(on database: any Database, isolated: Bool) -> CommandStep {
        CommandStep(on: database, isolated: isolated, body, then)
    }

    func fail(_ error: DatabaseError) { then(.failure(error)) }
}
