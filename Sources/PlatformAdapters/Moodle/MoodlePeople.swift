import Catalog
import Cryptography

/// Participants as users of a Moodle site: each is made when their first course is ordered.
extension MoodleAdapter {
    static let nameCharactersMax = 100
    /// Nobody can be reached there (RFC 2606, section 2): Moodle wants an address for each user,
    /// and ours are none of its business.
    static let mailDomain = "peserta.invalid"

    static func userName(of learner: Identifier<Participant>) -> String {
        learner.value.lowercased()
    }

    /// The user's number; a user who is not there is made.
    func userID(of request: EnrolmentRequest) async throws(PlatformFailure) -> Int64 {
        let name = Self.userName(of: request.learnerID)
        if let id = try await findUser(name) { return id }
        do throws(PlatformFailure) {
            return try await createUser(name, realName: request.learnerName)
        } catch {
            switch error {
            case .unavailable, .unauthorized: throw error
            case .refused, .conflict, .unknown, .malformed:
                // Perhaps made by an earlier request of ours, or by this one.
                if let id = try await findUser(name) { return id }
                guard case .refused = error else {
                    // A user is no enrolment: nothing of what was ordered has been done.
                    throw .unavailable(error.words, retryAfterSeconds: nil)
                }
                throw error
            }
        }
    }

    func findUser(_ name: String) async throws(PlatformFailure) -> Int64? {
        let value = try await service.value(
            of: MoodleCall(
                .read, "core_user_get_users_by_field",
                [("field", "username"), ("values[0]", name)]))
        if value == .null { return nil }
        guard case .array(let users) = value else {
            throw .malformed("core_user_get_users_by_field: the answer is no list")
        }
        return Self.id(ofUser: name, in: users)
    }

    private func createUser(
        _ name: String, realName: String
    ) async throws(PlatformFailure) -> Int64 {
        let (first, last) = Self.names(of: realName)
        let fields = [
            // Fit for the strictest of Moodle's own rules; nobody keeps it.
            ("username", name), ("password", "Aa1-" + Random.token()), ("firstname", first),
            ("lastname", last), ("email", name + "@" + Self.mailDomain),
        ]
        let value = try await service.value(
            of: MoodleCall(
                .write, "core_user_create_users",
                fields.map { (name: "users[0][\($0.0)]", value: $0.1) }))
        guard case .array(let users) = value, let id = Self.id(ofUser: name, in: users) else {
            throw .unknown("core_user_create_users: the answer does not name the user")
        }
        return id
    }

    /// Sites may keep a user's name to themselves; the one asked for is meant then.
    private static func id(ofUser name: String, in users: [JSONValue]) -> Int64? {
        let user = users.first { user in
            user["username"]?.string.map { $0.lowercased() == name } ?? true
        }
        guard let id = user?["id"]?.wholeNumber(inText: true), id > 0 else { return nil }
        return id
    }

    /// Moodle wants two names; a person who has one gets a hyphen for the second, as is usual.
    static func names(of realName: String) -> (first: String, last: String) {
        let safe = realName.filter { $0 != "<" && $0 != ">" }
        let words = TextRules.line(safe).split(separator: " ").map(String.init)
        guard let last = words.last else { return ("Peserta", "-") }
        guard words.count > 1 else { return (String(last.prefix(nameCharactersMax)), "-") }
        let first = words.dropLast().joined(separator: " ")
        return (
            String(first.prefix(nameCharactersMax)), String(last.prefix(nameCharactersMax))
        )
    }
}
