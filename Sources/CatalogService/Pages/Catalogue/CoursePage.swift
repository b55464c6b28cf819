import Catalog

/// One course: what it is, when it is held, what it costs, and what people said of it.
struct CoursePage {
    let say: Wording
    let snapshot: CatalogSnapshot
    let course: Course
    let regions: [String: String]
    /// Our public URL, for the data that machines read.
    let origin: String
    let now: Instant

    var frame: PageFrame {
        PageFrame(
            title: course.listing.title, summary: summary,
            canonical: .course(course.slug),
            structuredData: CourseData(
                course: course, origin: origin,
                platform: say.label(snapshot.label(of: course.listing.platformID, in: .platform)),
                regions: regions, now: now
            ).json,
            current: .courses, content: content)
    }

    private var card: CourseCard { CourseCard(say: say, snapshot: snapshot) }

    private var summary: String {
        let platform = say.label(snapshot.label(of: course.listing.platformID, in: .platform))
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
        <aside class="buy" aria-label="\(say("Pembelian", "Purchase"))">\(purchase)</aside>
        <div class="prose">
        \(about)
        \(skills)
        </div>
        \(dates)
        </article>
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

    private var purchase: HTML {
        let price = say.price(course.listing.price)
        guard course.listing.price != nil else {
            return """
                <p class="amount">\(price)</p>
                <p>\(say(
                    "Platform tidak menyebut harga untuk kelas ini, jadi belum dapat dibeli.",
                    "The platform names no price for this course, so it cannot be bought yet."))</p>
                """
        }
        if needsDate, upcoming.isEmpty {
            return """
                <p class="amount">\(price)</p>
                <p>\(say("Belum ada jadwal berikutnya.", "No further date is listed."))</p>
                """
        }
        return """
            <p class="amount">\(price)</p>
            <p class="muted">\(say(
                "Dibayar dari saldo kartu pelatihanmu.", "Paid from your training card."))</p>
            <a class="button primary wide" href="\(PagePath.purchase(course.slug))" \
            rel="nofollow">\(say("Beli kelas ini", "Buy this course"))</a>
            \(onPlatform)
            """
    }

    private var onPlatform: HTML? {
        guard let url = course.listing.url else { return nil }
        let platform = say.label(snapshot.label(of: course.listing.platformID, in: .platform))
        // `ListingRules` admitted it: http or https, without quotes or user information.
        return """
            <p class="small"><a href="\(url)" rel="noopener noreferrer nofollow">\
            \(say("Lihat di \(platform)", "See it on \(platform)"))</a></p>
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

    private var needsDate: Bool {
        course.listing.delivery == .webinar || course.listing.delivery == .offline
    }

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
            ? "<span class=\"state bad\">\(say("Penuh", "Full"))</span>"
            : say("Sisa \(left)", "\(left) left")
    }
}
