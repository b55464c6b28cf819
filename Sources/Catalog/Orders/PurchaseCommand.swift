/// The intention to buy one course. It is made before the command queue: ids and hash are ready,
/// so that the one writer spends nothing on them.
public struct PurchaseCommand: Sendable {
    /// How a request names a course.
    public enum CourseReference: Sendable, Hashable {
        case id(Identifier<Course>)
        case slug(String)

        /// An id where the text has the shape of one, else a slug.
        public init(_ text: String) {
            self = Identifier<Course>(text).map(CourseReference.id) ?? .slug(text)
        }

        public var text: String {
            switch self {
            case .id(let id): return id.value
            case .slug(let slug): return slug
            }
        }
    }

    public let participantID: Identifier<Participant>
    public let course: CourseReference
    public let scheduleCode: String?
    public let key: IdempotencyKey
    public let input: InputHash
    let orderID: Identifier<Order>
    let transferID: Identifier<Transfer>

    public init(
        participantID: Identifier<Participant>, course: CourseReference,
        scheduleCode: String? = nil, key: IdempotencyKey, now: Instant
    ) {
        self.participantID = participantID
        self.course = course
        self.scheduleCode = scheduleCode
        self.key = key
        input = InputHash("buy", course.text, scheduleCode)
        orderID = Identifier(at: now)
        transferID = Identifier(at: now)
    }
}
