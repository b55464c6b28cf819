import Catalog

/// A course as schema.org describes one (Course with CourseInstance and Offer), for search engines.
/// What the platform does not say is left out.
struct CourseData {
    let course: Course
    let origin: String
    let platform: String
    let regions: [String: String]
    let now: Instant

    var json: [UInt8] {
        let listing = course.listing
        let address = origin + PagePath.course(course.slug).text
        var members: [String: JSONValue] = [
            "@context": "https://schema.org", "@type": "Course", "@id": .string(address),
            "name": .string(listing.title), "url": .string(address),
            "provider": [
                "@type": "Organization", "name": .string(listing.provider ?? platform),
            ],
        ]
        let words = PlainText.of(listing.description)
        if !words.isEmpty { members["description"] = .string(words) }
        members["inLanguage"] = listing.language.map(JSONValue.string)
        members["educationalLevel"] = (listing.level?.rawValue).map(JSONValue.string)
        if !listing.skills.isEmpty {
            members["teaches"] = .array(listing.skills.map(JSONValue.string))
        }
        if let price = listing.price {
            members["offers"] = [
                "@type": "Offer", "category": price == .zero ? "Free" : "Paid",
                "price": .integer(price.rupiah), "priceCurrency": "IDR", "url": .string(address),
            ]
        }
        if let rating = course.rating {
            members["aggregateRating"] = [
                "@type": "AggregateRating", "ratingValue": .number((rating * 100).rounded() / 100),
                "ratingCount": .integer(Int64(course.ratingCount)), "bestRating": 5,
                "worstRating": 1,
            ]
        }
        members["hasCourseInstance"] = .array(instances)
        return JSON.encode(JSONValue.object(members))
    }

    private var mode: JSONValue {
        course.listing.delivery == .offline ? "Onsite" : "Online"
    }

    private var workload: JSONValue? {
        course.listing.durationMinutes.map { minutes in
            .string("PT\(minutes / 60)H\(minutes % 60)M")
        }
    }

    private var instances: [JSONValue] {
        let coming = course.schedules.filter { $0.startsAt > now }
        guard !coming.isEmpty else {
            var instance: [String: JSONValue] = ["@type": "CourseInstance", "courseMode": mode]
            instance["courseWorkload"] = workload
            return [.object(instance)]
        }
        return coming.map { schedule in
            var instance: [String: JSONValue] = [
                "@type": "CourseInstance", "courseMode": mode,
                "startDate": .string(schedule.startsAt.description),
            ]
            instance["courseWorkload"] = workload
            instance["endDate"] = (schedule.endsAt?.description).map(JSONValue.string)
            if let regency = schedule.regency {
                instance["location"] = [
                    "@type": "Place", "name": .string(regions[regency] ?? regency),
                ]
            }
            return .object(instance)
        }
    }
}

/// The words of a safe description, without its tags.
enum PlainText {
    static let scalarsMax = 1_000

    static func of(_ html: String) -> String {
        var words = ""
        var isTag = false
        for character in html {
            switch character {
            case "<": isTag = true
            case ">":
                isTag = false
                words += " "
            default: if !isTag { words.append(character) }
            }
        }
        let text = words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            .replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
            .replacing("&amp;", with: "&")
        return String(text.prefix(scalarsMax))
    }
}
