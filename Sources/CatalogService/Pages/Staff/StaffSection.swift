import Catalog

/// An entry of the staff's navigation, and who finds it there. A page checks the role itself all
/// the same.
struct StaffSection: Sendable {
    let path: PagePath
    let roles: Set<Staff.Role>
    let label: @Sendable (Wording) -> HTML
    /// One sentence for the first page.
    let about: @Sendable (Wording) -> HTML

    /// In the order of the navigation.
    static let all: [StaffSection] = [
        .home, .overview, .curation, .flags, .words, .files, .platforms, .people, .log, .account,
    ]

    static let home = StaffSection(
        path: .staffHome, roles: Set(Staff.Role.allCases),
        label: { $0("Beranda", "Home") },
        about: { $0("Apa yang ada di sini.", "What there is here.") })

    static let curation = StaffSection(
        path: .curation, roles: CurationRoutes.readers,
        label: { $0("Kurasi", "Curation") },
        about: {
            $0(
                "Pelatihan yang baru, berubah atau ditahan; keputusan dan riwayatnya.",
                "Courses that are new, changed or held; decisions and history.")
        })

    static let flags = StaffSection(
        path: .flags, roles: CurationRoutes.readers,
        label: { $0("Tanda", "Flags") },
        about: {
            $0(
                "Kelas yang perlu dilihat: aturan mana, dan fakta apa.",
                "Courses to look at: by which rule, and on which facts.")
        })

    static let words = StaffSection(
        path: .categoryWords, roles: CurationRoutes.readers,
        label: { $0("Kata", "Words") },
        about: {
            $0(
                "Kategori, keterampilan dan sinonim; langsung berlaku di katalog.",
                "Categories, skills and synonyms; live in the catalogue at once.")
        })

    static let files = StaffSection(
        path: .files, roles: CurationRoutes.readers,
        label: { $0("Berkas", "Files") },
        about: {
            $0("Katalog sebagai CSV, keluar dan masuk.", "The catalogue as CSV, out and in.")
        })

    static let overview = StaffSection(
        path: .staffOverview, roles: OverviewRoutes.readers,
        label: { $0("Ikhtisar", "Overview") },
        about: {
            $0(
                "Pesanan, kelulusan dan insentif dalam angka.",
                "Orders, completions and incentives in figures.")
        })

    static let platforms = StaffSection(
        path: .staffPlatforms, roles: PlatformRoutes.readers,
        label: { $0("Platform", "Platforms") },
        about: {
            $0(
                "Keadaan tiap platform, sinkronisasi, dan panggilan baliknya.",
                "How each platform is doing, its syncs, and what it told us.")
        })

    static let people = StaffSection(
        path: .staffPeople, roles: StaffPeopleRoutes.readers,
        label: { $0("Orang", "People") },
        about: {
            $0("Siapa bekerja di sini, dengan peran apa.", "Who works here, in which role.")
        })

    static let log = StaffSection(
        path: .staffLog, roles: StaffLogRoutes.readers,
        label: { $0("Catatan", "Log") },
        about: { $0("Siapa melakukan apa, dan kapan.", "Who did what, and when.") })

    static let account = StaffSection(
        path: .staffAccount, roles: StaffOwnRoutes.everybody,
        label: { $0("Akun", "Account") },
        about: { $0("Kata sandi dan sesimu.", "Your password and your sessions.") })

    /// The entries that a person finds.
    /// - Parameter staff: nil where it is not known who looks.
    static func entries(for staff: Staff?, current: PagePath?, _ say: Wording) -> HTML {
        guard let staff else { return entry(home, current: nil, say) }
        return all.filter { $0.roles.contains(staff.role) }
            .map { entry($0, current: current, say) }
            .joined(by: "\n")
    }

    private static func entry(
        _ section: StaffSection, current: PagePath?, _ say: Wording
    ) -> HTML {
        let mark: HTML = section.path == current ? " aria-current=\"page\"" : ""
        return "<a href=\"\(section.path)\"\(mark)>\(section.label(say))</a>"
    }
}
