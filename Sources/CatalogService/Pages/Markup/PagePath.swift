import Catalog

/// The address of a page of ours. What people see in the address line is Indonesian.
struct PagePath: Sendable, Equatable {
    let text: String

    private init(_ text: String) { self.text = text }

    static let front = PagePath("/")
    static let courses = PagePath("/kelas")
    static let signIn = PagePath("/masuk")
    static let signOut = PagePath("/keluar")
    static let language = PagePath("/bahasa")
    static let orders = PagePath("/pesanan")
    static let card = PagePath("/kartu")
    static let certificates = PagePath("/sertifikat")
    static let incentive = PagePath("/insentif")
    static let messages = PagePath("/pesan")
    static let sessions = PagePath("/sesi")
    static let robots = PagePath("/robots.txt")
    static let siteMap = PagePath("/sitemap.xml")
    static let feed = PagePath("/kelas.rss")
    static let forgottenPassword = PagePath("/lupa-sandi")
    static let newPassword = PagePath("/sandi-baru")
    static let demoMail = PagePath("/demo/surat")
    static let styleGuide = PagePath("/styleguide")

    static let staffHome = PagePath("/staff")
    static let staffSignIn = staff("masuk")
    static let staffSignOut = staff("keluar")
    static let staffInvitation = staff("undangan")
    static let staffConfirmation = staff("undangan", "kode")
    static let staffAccount = staff("akun")
    static let staffPassword = staff("akun", "sandi")
    static let staffSessions = staff("akun", "sesi")
    static let staffPeople = staff("orang")
    static let staffNewPerson = staff("orang", "baru")
    static let staffLog = staff("catatan")

    /// A page of the staff: `staff("platform", id)` is `/staff/platform/…`.
    static func staff(_ segments: String...) -> PagePath {
        PagePath((["/staff"] + segments.map(PercentEncoding.query)).joined(separator: "/"))
    }

    static let staffOverview = staff("ikhtisar")
    static let staffPlatforms = staff("platform")

    static func staffPlatform(_ id: String) -> PagePath { staff("platform", id) }

    static func staffSyncs(_ platform: String) -> PagePath {
        staff("platform", platform, "sinkron")
    }

    static func staffSync(_ platform: String, _ number: Int) -> PagePath {
        staff("platform", platform, "sinkron", String(number))
    }

    static func staffEvents(_ platform: String) -> PagePath {
        staff("platform", platform, "panggilan")
    }

    static func staffEvent(_ platform: String, _ id: Identifier<KeptEvent>) -> PagePath {
        staff("platform", platform, "panggilan", id.value)
    }

    static func staffPerson(_ id: Identifier<Staff>) -> PagePath { staff("orang", id.value) }

    static func staffPersonInvitation(_ id: Identifier<Staff>) -> PagePath {
        staff("orang", id.value, "undangan")
    }

    static func course(_ slug: String) -> PagePath {
        PagePath("/kelas/" + PercentEncoding.query(slug))
    }

    static func purchase(_ slug: String) -> PagePath {
        PagePath("/kelas/" + PercentEncoding.query(slug) + "/beli")
    }

    static func reviews(_ slug: String) -> PagePath {
        PagePath("/kelas/" + PercentEncoding.query(slug) + "/ulasan")
    }

    static func report(_ slug: String) -> PagePath {
        PagePath("/kelas/" + PercentEncoding.query(slug) + "/lapor")
    }

    static func order(_ id: Identifier<Order>) -> PagePath { PagePath("/pesanan/" + id.value) }

    static func certificate(_ id: Identifier<Certificate>) -> PagePath {
        PagePath("/sertifikat/" + id.value)
    }

    /// The same page with parameters; none for an empty list.
    func with(_ parameters: [(name: String, value: String)]) -> PagePath {
        guard !parameters.isEmpty else { return self }
        let query = parameters.map {
            PercentEncoding.query($0.name) + "=" + PercentEncoding.query($0.value)
        }
        return PagePath(text + "?" + query.joined(separator: "&"))
    }

    /// A path that a form sent back, where it is one of ours: never another host.
    init?(returning text: String) {
        guard text.hasPrefix("/"), !text.hasPrefix("//"), !text.hasPrefix("/\\"),
            text.utf8.count <= 1_000, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else { return nil }
        self.text = text
    }
}

extension HTML.Interpolation {
    mutating func appendInterpolation(_ path: PagePath) {
        appendInterpolation(path.text)
    }
}
