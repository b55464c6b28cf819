/// The texts by which a course is found, and how much each counts.
struct SearchDocument {
    var title: String
    var provider: String
    /// In both languages.
    var category: String
    var skills: String
    var description: String
    /// Platform, regencies and provinces.
    var place: String

    /// The share of a field in a course's weight for a word (BM25F). The usual lengths are fixed
    /// numbers and not means of the catalogue, so that a course keeps its score when others
    /// come and go.
    struct Field {
        let weight: Float
        /// 0: length does not matter; 1: twice as long counts half.
        let lengthShare: Float
        let usualWords: Float

        func factor(words: Int) -> Float {
            weight / (1 - lengthShare + lengthShare * Float(words) / usualWords)
        }
    }

    /// Each text with its field.
    var fields: [(text: String, field: Field)] {
        [
            (title, Field(weight: 6, lengthShare: 0.6, usualWords: 6)),
            (skills, Field(weight: 3, lengthShare: 0.3, usualWords: 6)),
            (category, Field(weight: 2, lengthShare: 0, usualWords: 4)),
            (provider, Field(weight: 2, lengthShare: 0.3, usualWords: 4)),
            (place, Field(weight: 1.5, lengthShare: 0, usualWords: 4)),
            (description, Field(weight: 1, lengthShare: 0.6, usualWords: 50)),
        ]
    }
}
