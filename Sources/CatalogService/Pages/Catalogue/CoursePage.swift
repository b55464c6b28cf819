import Catalog

/// One course: what it is, when it is held, what it costs, and what people said of it.
struct CoursePage {
    let visitor: Visitor
    let snapshot: CatalogSnapshot
    let course: Course
    let regions: [String: String]
    /// Our public URL, for the data that machines read.
    let origin: String
    let now: Instant
    /// What it would mean for the visitor; nil for somebody whom the store knows nothing about.
    var quote: PurchaseQuote?
    /// The newest ones.
    var reviews: [CourseReview] = []

    private var say: Wording { visitor.say }

    private var platform: String {
        say.label(snapshot.label(of: course.listing.platformID, in: .platform))
    }

    var frame: PageFrame {
        PageFrame(
            title: course.listing.title, summary: summary,
            canonical: .course(course.slug),
            structuredData: CourseData(
                course: course, origin: origin,
                platform: platform,
                regions: regions, now: now
            ).json,
            current: .courses, content: content)
    }

    private var card: CourseCard { CourseCard(say: say, snapshot: snapshot) }

    private var summary: String {
        let price = say.price(course.listing.price)
        return say.plain(
            "\(course.listing.title), kelas di \(platform). \(price).",
            "\(course.listing.title), a course on \(platform). \(price).")
    }

    private var content: HTML {
        """
        <article class="course">
        <header class="course-head">
        \(trail)
        <h1>\(course.listing.title)</h1>
        <p class="by">\(card.maker(course))</p>
        <p class="facts">\(card.facts(course))\(card.rating(course))</p>
        </header>
        <aside class="buy" aria-label="\(say("Pembelian", "Purchase"))">\(offer.markup)</aside>
        <div class="prose">
        \(about)
        \(skills)
        </div>
        \(dates)
        \(opinions)
        <p class="small"><a href="\(PagePath.report(course.slug))" rel="nofollow">\
        \(say("Laporkan kelas ini", "Report this course"))</a></p>
        </article>
        """
    }

    private var offer: CourseOffer {
        CourseOffer(
            visitor: visitor, course: course, platform: platform, upcoming: upcoming,
            quote: quote)
    }

    private var opinions: HTML {
        let list = ReviewList(say: say, course: course)
        guard !reviews.isEmpty else { return "" }
        let all: HTML =
            course.ratingCount > reviews.count
            ? "<p><a href=\"\(PagePath.reviews(course.slug))\">"
                + "\(say("Semua ulasan", "All reviews"))</a></p>"
            : ""
        return """
            <section class="dates" aria-labelledby="ulasan">
            <h2 id="ulasan">\(say("Ulasan peserta", "What participants say"))</h2>
            \(list.summary)
            \(list.list(reviews))
            \(all)
            </section>
            """
    }

    private var trail: HTML {
        let category = course.categoryID.map { id -> HTML in
            let path = PagePath.courses.with([("category", id)])
            let name = say.label(snapshot.label(of: id, in: .category))
            return " <span aria-hidden=\"true\">/</span> <a href=\"\(path)\">\(name)</a>"
        }
        return """
            <nav class="trail" aria-label="\(say("Jejak", "Breadcrumb"))">\
            <a href="\(PagePath.courses)">\(say("Kelas", "Courses"))</a>\(category)</nav>
            """
    }

    private var about: HTML {
        let description = HTML(description: ListingDescription(of: course))
        guard !description.isEmpty else {
            return """
                <p class="muted">\(say(
                    "Platform tidak menulis uraian untuk kelas ini.",
                    "The platform gives no description of this course."))</p>
                """
        }
        return "<h2>\(say("Tentang kelas ini", "About this course"))</h2>\(description)"
    }

    private var skills: HTML {
        guard !course.listing.skills.isEmpty else { return "" }
        let items = course.listing.skills.map { skill -> HTML in
            let path = PagePath.courses.with([("q", skill)])
            return "<li><a class=\"chip plain\" rel=\"nofollow\" href=\"\(path)\">\(skill)</a></li>"
        }
        return """
            <h2>\(say("Yang akan kamu kuasai", "What you will learn"))</h2>
            <ul class="chips">\(items)</ul>
            """
    }

    // MARK: - Dates

    private var upcoming: [Schedule] {
        course.schedules.filter { $0.startsAt > now }
            .sorted { ($0.startsAt, $0.code) < ($1.startsAt, $1.code) }
    }

    private var dates: HTML {
        guard !upcoming.isEmpty else { return "" }
        let rows = upcoming.map { schedule -> HTML in
            let zone = LocalZone(region: schedule.regency)
            let place =
                schedule.regency.map { regions[$0] ?? $0 }
                ?? say.plain("Daring", "Online")
            return """
                <tr><th scope="row">\(say.moment(schedule.startsAt, in: zone))</th>\
                <td>\(place)</td><td>\(seats(schedule))</td></tr>
                """
        }
        return """
            <section class="dates" aria-labelledby="jadwal">
            <h2 id="jadwal">\(say("Jadwal", "Dates"))</h2>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="jadwal"><table>
            <thead><tr><th scope="col">\(say("Mulai", "Starts"))</th>\
            <th scope="col">\(say("Tempat", "Place"))</th>\
            <th scope="col">\(say("Kursi", "Seats"))</th></tr></thead>
            <tbody>\(rows)</tbody></table></div>
            </section>
            """
    }

    private func seats(_ schedule: Schedule) -> HTML {
        guard let seats = schedule.seats else { return say("Tersedia", "Available") }
        let left = max(0, seats - schedule.seatsTaken)
        return left == 0
            ? .badge(say("Penuh", "Full"), .bad)
            : say("Sisa \(left)", "\(left) left")
    }
}
