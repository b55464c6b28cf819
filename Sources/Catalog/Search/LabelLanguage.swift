/// The language of labels and category names in an answer.
public enum LabelLanguage: String, Sendable, Codable, CaseIterable {
    case indonesian = "id"
    case english = "en"
}

/// A text that people read in either language.
public struct Label: Sendable, Equatable {
    public let indonesian: String
    public let english: String

    public init(indonesian: String, english: String) {
        self.indonesian = indonesian
        self.english = english
    }

    /// A name that is the same in both languages.
    public init(_ name: String) {
        self.init(indonesian: name, english: name)
    }

    public func text(in language: LabelLanguage) -> String {
        language == .indonesian ? indonesian : english
    }
}
