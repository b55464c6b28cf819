import Catalog

/// All that was said of a course, newest first.
struct ReviewsPage {
    let say: Wording
    let course: Course
    let reviews: [CourseReview]
    let next: MomentCursor?

    private var path: PagePath { .reviews(course.slug) }

    var frame: PageFrame {
        let title = course.listing.title
        return PageFrame(
            title: say.plain("Ulasan \(title)", "Reviews of \(title)"), current: .courses,
            content: """
                <nav class="trail" aria-label="\(say("Jejak", "Breadcrumb"))">\
                <a href="\(PagePath.course(course.slug))">\(title)</a></nav>
                <h1>\(say("Ulasan peserta", "What participants say"))</h1>
                \(ReviewList(say: say, course: course).summary)
                \(reviews.isEmpty ? empty : ReviewList(say: say, course: course).list(reviews))
                \(more)
                """)
    }

    private var empty: HTML {
        """
        <div class="empty"><h2>\(say("Belum ada ulasan", "No reviews yet"))</h2>
        <p>\(say(
            "Ulasan datang dari peserta yang menyelesaikan kelas ini.",
            "Reviews come from participants who completed this course."))</p></div>
        """
    }

    private var more: HTML {
        guard let next else { return "" }
        return """
            <nav class="pager" aria-label="\(say("Halaman", "Pages"))">\
            <a class="button" rel="next" href="\(path.with([("cursor", next.text)]))">\
            \(say("Ulasan sebelumnya", "Earlier reviews"))</a></nav>
            """
    }
}

/// Reviews as a list, and what they amount to.
struct ReviewList {
    let say: Wording
    let course: Course

    /// `★ 4,7 dari 12 ulasan`; empty where nobody rated.
    var summary: HTML {
        guard let mean = course.rating else { return "" }
        let count = say.count(course.ratingCount)
        return """
            <p class="rating-line"><span class="rating"><span aria-hidden="true">★</span> \
            <strong>\(say.stars(mean))</strong></span> \
            <span class="muted">\(say("dari \(count) ulasan", "from \(count) reviews"))</span></p>
            """
    }

    func list(_ reviews: [CourseReview]) -> HTML {
        "<ul class=\"reviews\">\(reviews.map(item))</ul>"
    }

    private func item(_ review: CourseReview) -> HTML {
        let filled = String(repeating: "★", count: review.stars)
        let rest = String(repeating: "☆", count: max(0, 5 - review.stars))
        return """
            <li><p class="rating"><span aria-hidden="true">\(filled + rest)</span>\
            <span class="hidden">\(say(
                "\(review.stars) dari 5 bintang", "\(review.stars) of 5 stars"))</span></p>
            <p class="words">\(review.review)</p>
            <p class="muted small">\(review.name) · \(say.date(review.ratedAt))</p></li>
            """
    }
}
