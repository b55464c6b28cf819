/// Which fields curators may override, and with what. A value passes the same gate as a
/// platform's (``ListingRules``), but what does not fit is refused instead of left empty. Pure.
public enum OverrideRules {
    /// How a course is taught, its dates and who enrols learners are the platform's alone: orders
    /// depend on them.
    public static let fields: [CourseField] = [
        .title, .description, .categoryID, .level, .language, .skills, .imageURL, .price,
    ]

    /// - Throws: 422 `not_overridable` naming the fields that are.
    public static func field(_ name: String) throws(Refusal) -> CourseField {
        guard let field = CourseField(rawValue: name), fields.contains(field) else {
            let names = fields.map(\.rawValue).joined(separator: ", ")
            throw Refusal(
                status: 422, code: "not_overridable",
                detail: "`\(name.prefix(60))` cannot be overridden.", fix: "Choose one of \(names)."
            )
        }
        return field
    }

    /// The text that is kept for a value.
    /// - Parameters:
    ///   - value: a text, a whole number for the price, a list of texts for the skills; null for
    ///     nothing, where a course can be without.
    ///   - listing: the course's, which the value is to fit.
    ///   - categories: ids of ours.
    /// - Throws: 422 `override_invalid` with what would fit.
    public static func text(
        of value: JSONValue, for field: CourseField, in listing: Listing, categories: Set<String>
    ) throws(Refusal) -> String? {
        let asked = try plain(value, for: field)
        if field == .categoryID {
            guard let id = asked else { return nil }
            guard categories.contains(id) else {
                throw invalid(field, "names no category of ours", "Give the id of a category.")
            }
            return id
        }
        var changed = listing
        var none: String?
        do {
            try field.put(asked, into: &changed, categoryID: &none)
        } catch {
            throw invalid(field, error.problem, "Give a list of texts.")
        }
        guard case .admitted(let admitted, let notes) = ListingRules.judge(changed) else {
            throw invalid(field, "is empty or out of bounds", fix(field))
        }
        let kept = field.text(in: admitted.listing, categoryID: nil)
        let before = Set(notesOf(listing))
        guard (kept == nil) == (asked == nil), notes.allSatisfy({ before.contains($0.reason) })
        else { throw invalid(field, "is not usable as it is", fix(field)) }
        return kept
    }

    private static func notesOf(_ listing: Listing) -> [String] {
        guard case .admitted(_, let notes) = ListingRules.judge(listing) else { return [] }
        return notes.map(\.reason)
    }

    /// The value's text before the gate.
    private static func plain(
        _ value: JSONValue, for field: CourseField
    ) throws(Refusal) -> String? {
        switch (field, value) {
        case (.price, .integer(let rupiah)):
            return String(rupiah)
        case (.skills, .array(let values)):
            let skills = values.compactMap(\.string)
            guard skills.count == values.count, skills.count <= ListingRules.skillsMax else {
                throw invalid(field, "is no list of texts", fix(field))
            }
            return CourseField.text(ofSkills: skills)
        case (.title, .null), (.price, .null):
            throw invalid(field, "cannot be empty", fix(field))
        case (.description, .null): return ""
        case (.skills, .null): return CourseField.text(ofSkills: [])
        case (.price, _), (.skills, _):
            throw invalid(field, "is of another type", fix(field))
        case (_, .null): return nil
        case (_, .string(let text)): return text
        default: throw invalid(field, "is of another type", fix(field))
        }
    }

    private static func invalid(
        _ field: CourseField, _ problem: String, _ fix: String
    ) -> Refusal {
        Refusal(
            status: 422, code: "override_invalid", detail: "`\(field.rawValue)` \(problem).",
            fix: fix)
    }

    private static func fix(_ field: CourseField) -> String {
        switch field {
        case .title: "Give a text of 1 to \(ListingRules.titleLengthMax) characters."
        case .price:
            "Give whole rupiah, from 0 to \(ListingRules.priceMax.rupiah)."
        case .skills:
            "Give a list of at most \(ListingRules.skillsMax) texts of at most "
                + "\(ListingRules.skillLengthMax) characters."
        case .level: "Give \(Level.allCases.map(\.rawValue).joined(separator: ", ")), or null."
        case .language: "Give a language as id or en, or null."
        case .imageURL: "Give an http or https address, or null."
        default: "Give a text, or null."
        }
    }
}
