import Catalog

/// A course in a list: enough to choose by.
struct CourseCard {
    let say: Wording
    let snapshot: CatalogSnapshot

    func list(_ courses: [Course]) -> HTML {
        "<ul class=\"cards\">\(courses.map(item))</ul>"
    }

    private func item(_ course: Course) -> HTML {
        let listing = course.listing
        return """
            <li class="card">
            \(tile(course))
            <div class="card-body">
            <h3><a href="\(PagePath.course(course.slug))">\(listing.title)</a></h3>
            <p class="by">\(maker(course))</p>
            <p class="facts">\(facts(course))</p>
            <p class="price-line"><strong class="price">\(say.price(listing.price))</strong>\
            \(rating(course))</p>
            </div>
            </li>
            """
    }

    /// A calm surface in the category's tone in place of a picture from elsewhere.
    func tile(_ course: Course) -> HTML {
        let category = course.categoryID ?? ""
        let letters = String(label(category).prefix(1))
        return """
            <div class="tile tone-\(Self.tone(of: category))" aria-hidden="true">\
            <span>\(letters)</span></div>
            """
    }

    /// Twelve tones for any number of categories.
    static func tone(of category: String) -> Int {
        Int(category.utf8.reduce(UInt32(7)) { ($0 &* 31) &+ UInt32($1) } % 12)
    }

    private func label(_ category: String) -> String {
        say.label(snapshot.label(of: category, in: .category))
    }

    /// `Provider · Platform`.
    func maker(_ course: Course) -> HTML {
        let platform = snapshot.label(of: course.listing.platformID, in: .platform)
        guard let provider = course.listing.provider else { return "\(say.label(platform))" }
        return "\(provider) · \(say.label(platform))"
    }

    func facts(_ course: Course) -> HTML {
        let listing = course.listing
        var facts: [HTML] = []
        if let delivery = listing.delivery {
            facts.append("\(say.label(snapshot.label(of: delivery.rawValue, in: .delivery)))")
        }
        if let level = listing.level {
            facts.append("\(say.label(snapshot.label(of: level.rawValue, in: .level)))")
        }
        if let minutes = listing.durationMinutes {
            facts.append("\(say.duration(minutes: minutes))")
        }
        if let next = snapshot.nextSchedule(of: course) {
            let date = say.date(next.startsAt, in: LocalZone(region: next.regency))
            facts.append(say("mulai \(date)", "starts \(date)"))
        }
        return facts.map { "<span>\($0)</span>" as HTML }.joined(by: " ")
    }

    func rating(_ course: Course) -> HTML {
        guard let mean = course.rating else { return "" }
        let stars = say.stars(mean)
        let count = say.count(course.ratingCount)
        return """
             <span class="rating"><span aria-hidden="true">★</span> \
            <span class="hidden">\(say("Nilai", "Rated")) </span>\(stars)\
            <span class="muted"> (\(count)<span class="hidden"> \(say("ulasan", "reviews"))</span>)\
            </span></span>
            """
    }
}
