import Cryptography

/// The way to a password and a second factor: a secret that is shown once, to be handed over.
public struct StaffInvitation: Sendable, Equatable {
    /// How long it counts.
    public static let lifetime = Span.days(3)
    static let secretBytes = 24
    static let secretTextBytesMax = 128

    public let secret: String
    public let expiresAt: Instant

    init(now: Instant) {
        secret = Random.token(byteCount: Self.secretBytes)
        expiresAt = now + Self.lifetime
    }

    /// What is stored of a secret; nil for a text that is too long to be one.
    static func hash(_ secret: String) -> [UInt8]? {
        guard secret.utf8.count <= secretTextBytesMax else { return nil }
        return SHA256.digest(Array(secret.utf8))
    }

    /// The one answer to what is no open invitation.
    public static let refusal = Refusal(
        status: 401, code: "invitation_refused",
        detail: "This invitation is not known, has been used, or is too old.",
        fix: "Ask an operator for a new one.")

    /// The answer to a code that does not fit.
    public static let codeRefusal = Refusal(
        status: 422, code: "code_refused",
        detail: "The code is not the one that the app shows now.",
        fix: "Check that the clock of the telephone is right, and type the newest code.")
}
