/// What a row of an import would change. Pure.
enum ImportRules {
    /// Stands between skills in a field.
    static let separator: Character = "|"

    /// The entries of a row: one for each field that would change or cannot.
    /// - Parameters:
    ///   - course: nil for one that is not known.
    ///   - categories: ids of ours.
    static func entries(
        _ values: [CourseField: String], line: Int, course: CuratedCourse?, listing: Listing?,
        categories: Set<String>
    ) -> [ImportEntry] {
        guard let course, let listing else {
            return [.refused(line, "id", "there is no such course")]
        }
        return OverrideRules.fields.compactMap { field in
            guard let value = values[field] else { return nil }
            do throws(Refusal) {
                let text = try OverrideRules.text(
                    of: json(value, field), for: field, in: listing, categories: categories)
                guard text != course.ours[field] else { return nil }
                return ImportEntry(
                    line: line, column: field.rawValue, courseID: course.id.value,
                    outcome: .change, old: course.ours[field], new: text)
            } catch {
                let fix = error.reasons.first?.fix ?? ""
                return .refused(
                    line, field.rawValue, course: course.id.value, error.detail + " " + fix)
            }
        }
    }

    /// The field of the file as what an override takes; what is no number stays text, which a
    /// price is then refused for.
    private static func json(_ text: String, _ field: CourseField) -> JSONValue {
        switch field {
        case .price: Int64(text).map { .integer($0) } ?? .string(text)
        case .skills: .array(text.split(separator: separator).map { .string(String($0)) })
        default: .string(text)
        }
    }
}
