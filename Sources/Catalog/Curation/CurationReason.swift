/// Why a curator did something: one line that says something.
public struct CurationReason: Sendable, Equatable {
    /// In Unicode scalars.
    public static let lengthMax = 500

    public let text: String

    /// - Throws: 422 for a reason that is blank or too long.
    public init(_ text: String) throws(Refusal) {
        guard let line = CleanText.line(text, scalarsMax: Self.lengthMax) else {
            throw Refusal(
                status: 422, code: "reason_length",
                detail: "`reason` has 1 to \(Self.lengthMax) characters that can be seen.",
                fix: "Say in a sentence why you do this.")
        }
        self.text = line
    }
}
