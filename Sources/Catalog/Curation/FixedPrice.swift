/// A price that a curator fixed: no sync changes it until it is released.
public struct FixedPrice: Sendable, Equatable {
    public let courseID: Identifier<Course>
    public let price: Money
    /// The platform's, as the last sync brought it; nil means not for sale there.
    public let sourcePrice: Money?
    public let author: String
    public let fixedAt: Instant

    /// Nil for the override of another field.
    public init?(_ override: CourseOverride) {
        guard override.field == .price, let rupiah = override.value.flatMap(Int64.init) else {
            return nil
        }
        courseID = override.courseID
        price = Money(rupiah: rupiah)
        sourcePrice = override.sourceValue.flatMap(Int64.init).map(Money.init(rupiah:))
        author = override.author
        fixedAt = override.madeAt
    }
}
