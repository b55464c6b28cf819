import Catalog

/// The fields of a form, each with its label and, where something is wrong, the error.
struct StaffFields: Sendable {
    let errors: FormErrors

    init(_ errors: FormErrors = FormErrors()) {
        self.errors = errors
    }

    /// - Parameters:
    ///   - name: of the field, and its id.
    ///   - attributes: further ones, such as a type.
    func input(
        _ name: String, _ label: HTML, value: String = "", hint: HTML? = nil,
        _ attributes: HTML = ""
    ) -> HTML {
        let hint = hint.map { text -> HTML in "<p class=\"hint\">\(text)</p>" }
        return """
            <div class="field"><label for="\(name)">\(label)</label>\
            <input id="\(name)" name="\(name)" value="\(value)"\(attributes)\
            \(errors.attributes(name))>\(hint)\(errors.message(name))</div>
            """
    }

    /// A list to choose one of.
    func select(
        _ name: String, _ label: HTML, _ options: [(value: String, label: HTML)],
        chosen: String
    ) -> HTML {
        let items = options.map { option -> HTML in
            let mark: HTML = option.value == chosen ? " selected" : ""
            return "<option value=\"\(option.value)\"\(mark)>\(option.label)</option>"
        }
        return """
            <div class="field"><label for="\(name)">\(label)</label>\
            <select id="\(name)" name="\(name)"\(errors.attributes(name))>\(items)</select>\
            \(errors.message(name))</div>
            """
    }

    /// Stands above the form and takes the focus.
    func summary(_ say: Wording) -> HTML { errors.summary(say) }

    static func hidden(_ name: String, _ value: String) -> HTML {
        "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
    }
}
