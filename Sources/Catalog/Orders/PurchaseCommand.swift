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

    /// The intention of whoever it turns out to be, made before the buyer is known. A class, which
    /// goes from hand to hand without its parts being retained one by one.
    public final class Wish: Sendable {
        let course: CourseReference
        let scheduleCode: String?
        let key: IdempotencyKey
        let input: InputHash
        let orderID: Identifier<Order>
        let transferID: Identifier<Transfer>

        public init(
            course: CourseReference, scheduleCode: String? = nil, key: IdempotencyKey, now: Instant
        ) {
            self.course = course
            self.scheduleCode = scheduleCode
            self.key = key
            input = InputHash("buy", course.text, scheduleCode)
            orderID = Identifier(at: now)
            transferID = Identifier(at: now)
        }
    }

    public let participantID: Identifier<Participant>
    let wish: Wish

    public var course: CourseReference { wish.course }
    public var scheduleCode: String? { wish.scheduleCode }
    public var key: IdempotencyKey { wish.key }
    public var input: InputHash { wish.input }
    var orderID: Identifier<Order> { wish.orderID }
    var transferID: Identifier<Transfer> { wish.transferID }

    public init(_ wish: Wish, by participantID: Identifier<Participant>) {
        self.participantID = participantID
        self.wish = wish
    }

    public init(
        participantID: Identifier<Participant>, course: CourseReference,
        scheduleCode: String? = nil, key: IdempotencyKey, now: Instant
    ) {
        self.init(
            Wish(course: course, scheduleCode: scheduleCode, key: key, now: now),
            by: participantID)
    }
}
