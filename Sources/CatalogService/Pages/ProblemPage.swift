import Catalog
import HTTPServer

/// An error as a page: what happened, and where to go from here.
struct ProblemPage {
    let problem: Problem
    let say: Wording
    /// Where one goes from here, and how it is said.
    var isAmongStaff = false

    var frame: PageFrame {
        let title = ProblemTitles.title(problem.code, say.language)
        let reasons = problem.reasons.map { reason -> HTML in
            "<li>\(reason.detail) \(reason.fix)</li>"
        }
        let list: HTML = reasons.isEmpty ? "" : "<ul>\(reasons)</ul>"
        return PageFrame(
            title: title,
            staffEntries: isAmongStaff ? StaffSection.entries(for: nil, current: nil, say) : nil,
            content: """
                <div class="empty">
                <p class="code">\(problem.status)</p>
                <h1>\(title)</h1>
                <p>\(words)</p>
                \(list)
                <p>\(wayOut)</p>
                </div>
                """)
    }

    private var wayOut: HTML {
        isAmongStaff
            ? """
            <a class="button" href="\(PagePath.staffHome)">\
            \(say("Ke halaman staf", "To the staff pages"))</a>
            """
            : """
            <a class="button" href="\(PagePath.courses)">\
            \(say("Lihat semua kelas", "See all courses"))</a>
            """
    }

    private var words: HTML {
        switch problem.status {
        case 403 where isAmongStaff && problem.code == "forbidden":
            say(
                "Peranmu tidak mencakup halaman atau tindakan ini. Tidak ada yang diubah.",
                "Your role does not cover this page or action. Nothing was changed.")
        case 404 where isAmongStaff:
            say(
                "Yang dicari tidak ada, atau bukan bagianmu.",
                "What you look for does not exist, or is not yours to see.")
        case 412, 428:
            say(
                "Orang lain mengubahnya lebih dulu. Buka lagi, lihat, lalu putuskan.",
                "Somebody changed it first. Open it again, look, then decide.")
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
        case 500... where isAmongStaff:
            say(
                "Terjadi kesalahan pada layanan; kesalahan ini sudah dicatat.",
                "Something failed on our side; it was noted.")
        case 500...:
            say(
                "Terjadi kesalahan pada layanan kami. Saldomu aman.",
                "Something failed on our side. Your balance is safe.")
        case 403 where problem.code == "foreign_form":
            say(
                """
                Formulir ini bukan dari halaman ini, atau sudah terlalu lama terbuka. \
                Buka lagi halamannya, isi, lalu kirim.
                """, "\(problem.detail)")
        case 413:
            say(
                """
                Yang dikirim terlalu besar. Kirim yang lebih kecil. \
                <span lang="en">\(problem.detail)</span>
                """, "\(problem.detail)")
        // Which part it is, only the detail knows.
        case 400, 415, 422:
            say(
                """
                Alamat atau isiannya tidak dapat dipakai. Buka lagi halamannya, periksa, lalu \
                coba lagi. <span lang="en">\(problem.detail)</span>
                """, "\(problem.detail)")
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
