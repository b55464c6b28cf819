/// One spelling of the words of our vocabularies: `SELF_PACED`, `Self paced` and `selfPaced` are
/// `self-paced`. What is no such word stays unknown.
enum VocabularyWord {
    static func plain(_ text: String) -> String {
        let word = TextRules.line(text).lowercased().map { $0 == "_" || $0 == " " ? "-" : $0 }
        return word == Array("selfpaced") ? "self-paced" : String(word)
    }
}
