import Catalog
import HTTPServer

/// An error as a page: what happened, and where to go from here.
struct ProblemPage {
    let problem: Problem
    let say: Wording

    var frame: PageFrame {
        let title = ProblemTitles.title(problem.code, say.language)
        let reasons = problem.reasons.map { reason -> HTML in
            "<li>\(reason.detail) \(reason.fix)</li>"
        }
        let list: HTML = reasons.isEmpty ? "" : "<ul>\(reasons)</ul>"
        return PageFrame(
            title: title,
            content: """
                <div class="empty">
                <p class="code">\(problem.status)</p>
                <h1>\(title)</h1>
                <p>\(words)</p>
                \(list)
                <p><a class="button" href="\(PagePath.courses)">\
                \(say("Lihat semua kelas", "See all courses"))</a></p>
                </div>
                """)
    }

    private var words: HTML {
        switch problem.status {
        case 404:
            say(
                "Halaman ini tidak ada, atau kelasnya tidak ditawarkan lagi.",
                "This page does not exist, or its course is no longer offered.")
        case 429:
            say(
                "Terlalu banyak permintaan. Tunggu sebentar, lalu coba lagi.",
                "That was too often. Wait a moment, then try again.")
        case 503:
            say(
                "Layanan sedang penuh. Tidak ada yang hilang: coba lagi sebentar lagi.",
                "The service is full. Nothing is lost: try again in a moment.")
        case 500...:
            say(
                "Terjadi kesalahan pada layanan kami. Saldomu aman.",
                "Something failed on our side. Your balance is safe.")
        default: "\(problem.detail)"
        }
    }
}

extension HTTPRequest {
    /// Whether it is for a page, so that an error is answered by one. The interfaces for machines
    /// have paths of their own.
    var wantsPage: Bool {
        let machine = [
            "/v1/", "/xapi/", "/oauth2/", "/lti/", "/livez", "/readyz", "/metrics",
            "/openapi.json", "/.well-known/", "/assets/",
        ]
        guard !machine.contains(where: path.hasPrefix) else { return false }
        return header("Accept")?.contains("text/html") ?? false
    }
}
