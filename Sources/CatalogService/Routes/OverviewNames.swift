import Catalog

/// How the groups of the overview are called.
struct OverviewNames: Sendable {
    private let platforms: [String: String]
    private let categories: [String: String]
    private let regions: [String: String]
    private let unknown: String

    init(_ context: ServiceContext, _ say: Wording) {
        platforms = context.platforms.names
        categories = Dictionary(
            context.catalogue.current.counts(of: .category).map {
                ($0.value, say.label($0.label))
            }, uniquingKeysWith: { first, _ in first })
        regions = context.regions
        unknown = say.plain("Tidak diketahui", "Not known")
    }

    func platform(_ id: String) -> String { name(id, platforms) }
    func category(_ id: String) -> String { name(id, categories) }
    func province(_ code: String) -> String { name(code, regions) }

    private func name(_ id: String, _ names: [String: String]) -> String {
        id.isEmpty ? unknown : names[id] ?? id
    }

    /// `2026-03-02`, of a day counted since 1970-01-01 in western time.
    static func date(_ day: Int) -> String {
        CalendarDay(containing: OverviewDay.start(of: day)).description
    }
}
