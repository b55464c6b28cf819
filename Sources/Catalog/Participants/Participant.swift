/// A person accepted in a wave, holding one card.
public struct Participant: Sendable, Identified, Equatable {
    public static let idPrefix = "ptc"

    public var id: Identifier<Participant>
    /// Lower case.
    public var email: String
    public var name: String
    /// 16 digits.
    public var nik: String
    public var phone: String?
    /// Kemendagri code of the regency.
    public var regency: String?
    public var createdAt: Instant

    public init(
        id: Identifier<Participant>, email: String, name: String, nik: String, phone: String?,
        regency: String?, createdAt: Instant
    ) {
        self.id = id
        self.email = email
        self.name = name
        self.nik = nik
        self.phone = phone
        self.regency = regency
        self.createdAt = createdAt
    }
}
