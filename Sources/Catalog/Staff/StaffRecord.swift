/// A person of the staff with what only operators look at.
public struct StaffRecord: Sendable, Equatable {
    public var staff: Staff
    public let createdAt: Instant
    /// Until when an open invitation counts; nil where there is none.
    public let invitedUntil: Instant?
    /// Whether password and second factor are set up.
    public let canSignIn: Bool
}
