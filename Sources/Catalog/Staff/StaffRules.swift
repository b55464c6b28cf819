import Cryptography

/// Who may do what to whom among the staff.
public enum StaffRules {
    /// Whether somebody's role, platform or state may become another.
    /// - Parameters:
    ///   - person: as they are.
    ///   - wanted: as they would be.
    ///   - actor: who decides it, an operator.
    ///   - operators: everybody who is an operator and may sign in, `person` perhaps among them.
    /// - Throws: ``Refusal`` 409.
    public static func check(
        _ person: Staff, becoming wanted: Staff, by actor: Identifier<Staff>,
        operators: Set<Identifier<Staff>>
    ) throws(Refusal) {
        let isSame =
            person.role == wanted.role && person.state == wanted.state
            && person.platformID == wanted.platformID
        guard !isSame else { return }
        guard person.id != actor else {
            throw Refusal(
                status: 409, code: "own_role",
                detail: "Nobody changes their own role or disables themselves.",
                fix: "Ask another operator.")
        }
        let staysOperator = wanted.role == .operator && wanted.state == .active
        guard staysOperator || !operators.subtracting([person.id]).isEmpty else {
            throw Refusal(
                status: 409, code: "last_operator",
                detail: "At least one operator remains.",
                fix: "Make somebody else an operator first.")
        }
    }

    /// The answer to somebody who changes their password and does not know the old one.
    public static let wrongPassword = Refusal(
        status: 422, code: "wrong_password", detail: "The old password is not right.",
        fix: "Whoever has forgotten it asks an operator for an invitation.")

    /// - Throws: ``Refusal`` 422 for a password that is too short or too long.
    public static func check(newPassword password: String) throws(Refusal) {
        let longest = PasswordHash.passwordBytesMax
        guard password.count >= Staff.passwordCharactersMin, password.utf8.count <= longest else {
            throw Refusal(
                status: 422, code: "password_refused",
                detail: "A password has at least \(Staff.passwordCharactersMin) characters and "
                    + "at most \(longest) bytes.",
                fix: "Take a few words that you remember and nobody guesses.")
        }
    }
}
