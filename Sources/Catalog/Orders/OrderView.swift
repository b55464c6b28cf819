/// The course of an order, as much of it as the buyer is shown.
public struct OrderedCourse: Sendable, Equatable {
    public var id: Identifier<Course>
    public var slug: String
    public var title: String
    public var platformID: String
    public var provider: String?
}

/// An order as its buyer sees it: the answer of every order route.
public struct OrderView: Sendable, Equatable {
    /// On whom the next step depends.
    public enum Party: String, Sendable, Encodable {
        case platform, participant, programme
    }

    public struct Waiting: Sendable, Equatable {
        public var party: Party
        public var since: Instant

        init(for party: Party, since: Instant) {
            self.party = party
            self.since = since
        }
    }

    /// The date that was booked.
    public struct BookedSchedule: Sendable, Equatable {
        public var code: String
        public var startsAt: Instant
        public var endsAt: Instant?
        public var regency: String?
    }

    public let order: Order
    public let course: OrderedCourse
    public let schedule: BookedSchedule?
    public let waiting: Waiting?

    public init(
        order: Order, course: OrderedCourse, schedule: BookedSchedule?, hasCertificate: Bool
    ) {
        self.order = order
        self.course = course
        self.schedule = schedule
        waiting = OrderRules.waiting(order, hasCertificate: hasCertificate)
    }
}
