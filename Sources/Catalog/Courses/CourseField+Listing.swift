import SQL

/// The fields as text, as overrides and the history keep them.
extension CourseField {
    /// What a listing says in this field; nil for nothing.
    /// - Parameter categoryID: of ours, for which the listing has only the source's word.
    func text(in listing: Listing, categoryID: String?) -> String? {
        switch self {
        case .state, .schedules: nil
        case .title: listing.title
        case .description: listing.description
        case .provider: listing.provider
        case .sourceCategory: listing.category
        case .categoryID: categoryID
        case .price: listing.price.map { String($0.rupiah) }
        case .delivery: listing.delivery?.rawValue
        case .level: listing.level?.rawValue
        case .language: listing.language
        case .durationMinutes: listing.durationMinutes.map(String.init)
        case .skills: Self.text(ofSkills: listing.skills)
        case .url: listing.url
        case .imageURL: listing.imageURL
        }
    }

    /// Puts a text of the store into a listing.
    /// - Throws: ``JSONFault`` for skills that are no list.
    func put(
        _ text: String?, into listing: inout Listing, categoryID: inout String?
    ) throws(JSONFault) {
        switch self {
        case .state, .schedules: break
        case .title: listing.title = text ?? ""
        case .description: listing.description = text ?? ""
        case .provider: listing.provider = text
        case .sourceCategory: listing.category = text
        case .categoryID: categoryID = text
        case .price: listing.price = text.flatMap(Int64.init).map(Money.init(rupiah:))
        case .delivery: listing.delivery = text.flatMap(Delivery.init)
        case .level: listing.level = text.flatMap(Level.init)
        case .language: listing.language = text
        case .durationMinutes: listing.durationMinutes = text.flatMap { Int($0) }
        case .skills: listing.skills = try Self.skills(in: text)
        case .url: listing.url = text
        case .imageURL: listing.imageURL = text
        }
    }

    /// The text as the field's column holds it.
    func sqlValue(_ text: String?) -> SQLValue {
        isNumber ? text.flatMap { Int64($0) }.sqlValue : text.sqlValue
    }

    var isNumber: Bool { self == .price || self == .durationMinutes }

    static func text(ofSkills skills: [String]) -> String {
        String(decoding: JSON.encode(skills), as: UTF8.self)
    }

    static func skills(in text: String?) throws(JSONFault) -> [String] {
        guard let text else { return [] }
        return try JSON.decode([String].self, from: Array(text.utf8))
    }
}
