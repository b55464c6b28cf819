import Catalog

/// Ours beside the platform's, field by field, each with the form that overrides it.
struct CourseFieldTable {
    let course: CuratedCourse
    let categories: [Catalog.Category]
    let words: CurationWords
    /// The hidden fields of a form; nil for who may not decide.
    let permission: HTML?
    let failed: CuratedCoursePage.Failed?
    let errors: FormErrors

    private var say: Wording { words.say }

    var markup: HTML {
        let rows = CourseField.allCases.filter { $0 != .state }.map(row)
        return """
            <section class="shelf"><h2>\(say("Bidang demi bidang", "Field by field"))</h2>
            <div class="scroll"><table class="stack"><thead><tr>\
            <th scope="col">\(say("Bidang", "Field"))</th>\
            <th scope="col">\(say("Kita", "Ours"))</th><th scope="col">Platform</th></tr></thead>
            <tbody>\(rows)</tbody></table></div></section>
            """
    }

    private func row(_ field: CourseField) -> HTML {
        let override = course.override(of: field)
        let mark = override.map { override -> HTML in
            """
            <p class="small">\(HTML.badge(say("Diganti", "Overridden"))) \
            \(words.name(override.author)), \(say.date(override.madeAt)): \(override.reason)</p>
            """
        }
        return """
            <tr id="\(field.rawValue)"><th scope="row">\(words.field(field))</th>
            <td data-label="\(say.plain("Kita", "Ours"))"><div>\(value(course.ours[field], field))\
            \(mark)\(form(field))</div></td>
            <td data-label="Platform"><div>\(value(course.source(field), field))</div></td></tr>
            """
    }

    private func value(_ text: String?, _ field: CourseField) -> String {
        let category = categories.first { field == .categoryID && $0.id == text }
        return category.map { say.plain($0.name.id, $0.name.en) } ?? words.value(text, of: field)
    }

    private func form(_ field: CourseField) -> HTML {
        guard let permission, OverrideRules.fields.contains(field) else { return "" }
        let failed = failed?.form == field.rawValue ? failed : nil
        let open: HTML = failed == nil ? "" : " open"
        let name = words.field(field)
        let release: HTML =
            course.override(of: field) == nil
            ? ""
            : """
            <form method="post" action="\(PagePath.curated(course.id, "lepas"))">\(permission)
            <input type="hidden" name="bidang" value="\(field.rawValue)">
            <button>\(say("Pakai nilai platform", "Use the platform's value"))</button></form>
            """
        return """
            <details\(open)><summary>\(say("Ganti", "Override"))<span class="hidden"> \(name)\
            </span></summary>
            <form method="post" action="\(PagePath.curated(course.id, "ganti"))" \
            novalidate>\(permission)
            <input type="hidden" name="bidang" value="\(field.rawValue)">
            <div class="field"><label for="nilai-\(field.rawValue)">\(name)</label>
            \(input(field, typed: failed?.value))\(errors.message("nilai-\(field.rawValue)"))</div>
            \(Self.reason(field.rawValue, say, text: failed?.reason ?? "", errors: errors))
            <button class="primary">\(say("Ganti", "Override"))</button></form>\(release)</details>
            """
    }

    private func input(_ field: CourseField, typed: String?) -> HTML {
        let text = typed ?? Self.text(course.ours[field], of: field)
        let name = "nilai-\(field.rawValue)"
        let id: HTML = "id=\"\(name)\" name=\"nilai\"\(errors.attributes(name))"
        func options(_ values: [(value: String, label: String)]) -> HTML {
            let items = values.map { option -> HTML in
                let mark: HTML = option.value == text ? " selected" : ""
                return "<option value=\"\(option.value)\"\(mark)>\(option.label)</option>"
            }
            return "<select \(id)><option value=\"\">–</option>\(items)</select>"
        }
        switch field {
        case .categoryID:
            return options(categories.map { ($0.id, say.plain($0.name.id, $0.name.en)) })
        case .level:
            let levels = Level.allCases.map(\.rawValue)
            return options(levels.map { ($0, words.value($0, of: field)) })
        case .description:
            return "<textarea \(id) rows=\"6\">\(text)</textarea>"
        case .price:
            return "<input \(id) inputmode=\"numeric\" required value=\"\(text)\">"
        case .skills:
            let hint = say("Pisahkan dengan koma.", "Separate them by commas.")
            return "<input \(id) value=\"\(text)\"><p class=\"hint\">\(hint)</p>"
        case .title:
            return "<input \(id) required value=\"\(text)\">"
        default:
            return "<input \(id) value=\"\(text)\">"
        }
    }

    /// The reason that every form asks for.
    static func reason(
        _ form: String, _ say: Wording, text: String, errors: FormErrors = FormErrors()
    ) -> HTML {
        """
        <div class="field"><label for="alasan-\(form)">\(say("Alasan", "Reason"))</label>
        <input id="alasan-\(form)" name="alasan" required \
        maxlength="\(CurationReason.lengthMax)" value="\(text)"\
        \(errors.attributes("alasan-\(form)"))>\(errors.message("alasan-\(form)"))</div>
        """
    }

    // MARK: - What is typed

    /// A field's text as it stands in a form.
    static func text(_ text: String?, of field: CourseField) -> String {
        guard let text else { return "" }
        guard field == .skills else { return text }
        let skills = try? JSON.decode([String].self, from: Array(text.utf8))
        return skills?.joined(separator: ", ") ?? ""
    }

    /// What was typed, as the interface takes it.
    static func value(_ text: String, of field: CourseField) -> JSONValue {
        switch field {
        case .price:
            let digits = text.replacing("Rp", with: "").replacing(".", with: "")
            return Int64(digits.filter { $0 != " " }).map { .integer($0) } ?? .string(text)
        case .skills:
            let words = text.split(separator: ",").map { $0.trimming(" ") }
            return .array(words.filter { !$0.isEmpty }.map { .string($0) })
        case .title: return .string(text)
        default: return text.isEmpty ? .null : .string(text)
        }
    }
}
