/// Courses as the interface shows them. The category comes last, because its name depends on the
/// language: all before it is encoded once for both.
struct CourseJSON: Sendable {
    private let platformNames: [String: String]
    private let regions: [String: String]
    private let instant: Instant
    /// Places in ``endings`` by category id.
    private let categories: [String: Int]
    /// `,"category":{…}}` for each language; the first is that of no category.
    private let endings: [[[UInt8]]]

    init(_ contents: CatalogContents, at instant: Instant) {
        platformNames = contents.platformNames
        regions = contents.regions
        self.instant = instant
        categories = Dictionary(
            contents.categories.enumerated().map { ($1.id, $0 + 1) },
            uniquingKeysWith: { _, last in last })
        endings = LabelLanguage.allCases.map { language in
            var endings = [Array(",\"category\":null}".utf8)]
            for category in contents.categories {
                var json = JSONText()
                json.bytes = Array(",\"category\":{".utf8)
                json.member("id", category.id)
                json.member("name", category.name.text(in: language))
                json.bytes += "}}".utf8
                endings.append(json.bytes)
            }
            return endings
        }
    }

    /// The number of a category, for ``ending(_:language:)``; one that is not known is none.
    func category(_ id: String?) -> Int { id.flatMap { categories[$0] } ?? 0 }

    /// The end of the object of a course in that category.
    func ending(_ category: Int, language: LabelLanguage) -> [UInt8] {
        endings[language == .indonesian ? 0 : 1][category]
    }

    /// The card without its ending.
    func card(_ course: Course) -> [UInt8] {
        var json = JSONText()
        json.open("{")
        appendCommon(course, to: &json)
        json.key("next_schedule")
        if let next = nextSchedule(of: course) {
            append(next, to: &json)
        } else {
            json.null()
        }
        return json.bytes
    }

    /// The whole course.
    func detail(_ course: Course, language: LabelLanguage) -> [UInt8] {
        var json = JSONText()
        json.open("{")
        appendCommon(course, to: &json)
        json.member("description_html", course.listing.description)
        json.key("skills")
        json.open("[")
        for (index, skill) in course.listing.skills.enumerated() {
            if index > 0 { json.comma() }
            json.string(skill)
        }
        json.close("]")
        json.member("url", course.listing.url)
        json.member("first_seen_at", course.firstSeenAt.description)
        json.member("updated_at", (course.listing.updatedAt ?? course.changedAt).description)
        json.key("schedules")
        json.open("[")
        for (index, schedule) in Self.inOrder(course.schedules).enumerated() {
            if index > 0 { json.comma() }
            append(schedule, to: &json)
        }
        json.close("]")
        return json.bytes + ending(category(course.categoryID), language: language)
    }

    private func appendCommon(_ course: Course, to json: inout JSONText) {
        let listing = course.listing
        json.member("id", course.id.value)
        json.member("slug", course.slug)
        json.member("title", listing.title)
        json.member("provider", listing.provider)
        json.key("platform")
        json.open("{")
        json.member("id", listing.platformID)
        json.member("name", platformNames[listing.platformID] ?? listing.platformID)
        json.close("}")
        json.member("price", listing.price?.rupiah)
        json.member("delivery", listing.delivery?.rawValue)
        json.member("level", listing.level?.rawValue)
        json.member("language", listing.language)
        json.member("duration_minutes", listing.durationMinutes.map(Int64.init))
        json.key("rating")
        if let rating = course.rating {
            // Two decimals.
            let hundredths = Int((rating * 100).rounded())
            json.integer(Int64(hundredths / 100))
            json.bytes += ".".utf8
            json.bytes += (hundredths % 100 < 10 ? "0" : "").utf8
            json.integer(Int64(hundredths % 100))
        } else {
            json.null()
        }
        json.member("rating_count", Int64(course.ratingCount))
        json.member("image_url", listing.imageURL)
    }

    private func append(_ schedule: Schedule, to json: inout JSONText) {
        json.open("{")
        json.member("code", schedule.code)
        json.member("starts_at", schedule.startsAt.description)
        json.member("ends_at", schedule.endsAt?.description)
        json.member("seats", schedule.seats.map(Int64.init))
        json.member(
            "seats_left", schedule.seats.map { Int64(max(0, $0 - schedule.seatsTaken)) })
        json.key("regency")
        if let regency = schedule.regency {
            json.open("{")
            json.member("code", regency)
            json.member("name", regions[regency])
            json.close("}")
        } else {
            json.null()
        }
        json.close("}")
    }

    /// The soonest that has not begun and has a seat; else the soonest that has not begun.
    func nextSchedule(of course: Course) -> Schedule? {
        let coming = Self.inOrder(course.schedules.filter { $0.startsAt > instant })
        let open = coming.first { schedule in
            schedule.seats.map { seats in seats > schedule.seatsTaken } ?? true
        }
        return open ?? coming.first
    }

    private static func inOrder(_ schedules: [Schedule]) -> [Schedule] {
        schedules.sorted { ($0.startsAt, $0.code) < ($1.startsAt, $1.code) }
    }
}
