import Catalog

/// The search box. Suggestions come while typing where there is script; without it the form is
/// sent as any other.
struct SearchForm {
    let say: Wording
    var text = ""
    /// Other parameters that a new search keeps.
    var kept: [(name: String, value: String)] = []

    var markup: HTML {
        let hidden = kept.map { parameter -> HTML in
            "<input type=\"hidden\" name=\"\(parameter.name)\" value=\"\(parameter.value)\">"
        }
        let text = text
        return """
            <form class="search" role="search" action="\(PagePath.courses)" method="get">
            <label for="q">\(say("Cari kelas", "Find a course"))</label>
            <div class="search-row">
            <input id="q" name="q" type="search" value="\(text)" maxlength="200" \
            autocomplete="off" enterkeyhint="search" \
            placeholder="\(say("mis. barista, akuntansi, bahasa Inggris",
                "e.g. barista, accounting, English"))" data-suggest="/v1/suggest">
            <button class="primary">\(say("Cari", "Search"))</button>
            </div>
            <ul id="saran" class="suggestions" hidden></ul>
            \(hidden)
            </form>
            """
    }
}
