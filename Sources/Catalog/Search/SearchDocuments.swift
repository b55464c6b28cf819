/// Turns courses into the texts by which they are found.
struct SearchDocuments {
    private let contents: CatalogContents
    private let categories: [String: SearchCategory]

    init(_ contents: CatalogContents) {
        self.contents = contents
        categories = Dictionary(
            contents.categories.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func document(_ course: Course) -> SearchDocument {
        let listing = course.listing
        let category = course.categoryID.flatMap { categories[$0]?.name }
        var names = [contents.platformNames[listing.platformID] ?? listing.platformID]
        for regency in Set(course.schedules.compactMap(\.regency)).sorted() {
            if let name = contents.regions[regency] { names.append(name) }
            if let name = contents.regions[String(regency.prefix(2))] { names.append(name) }
        }
        return SearchDocument(
            title: listing.title,
            provider: listing.provider ?? "",
            category: category.map { "\($0.indonesian) \($0.english)" } ?? listing.category ?? "",
            skills: listing.skills.joined(separator: " "),
            description: SearchText.plain(html: listing.description),
            place: names.joined(separator: " "))
    }
}
