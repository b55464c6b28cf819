import Catalog

/// Orders, completions and incentives, as charts with the table behind each.
struct OverviewPage {
    /// Bars of a chart; the table has all.
    static let barsMax = 12

    let who: StaffVisitor
    let overview: Overview
    let weeks: Int
    let names: OverviewNames

    private var say: Wording { who.say }

    private struct Entry {
        let label: String
        let figures: OverviewFigures
    }

    var frame: StaffFrame {
        let total = overview.weeks.reduce(into: OverviewFigures()) { $0 += $1.figures }
        return StaffFrame(
            title: say.plain("Ikhtisar", "Overview"), section: .overview,
            content: """
                <h1>\(say("Ikhtisar", "Overview"))</h1>
                <p class="muted">\(say("Dihitung sampai", "Counted until")) \
                \(say.moment(overview.countedUntil)). \(say(
                    "Pesanan dihitung apa pun akhirnya; minggu dimulai hari Senin (WIB).",
                    "Orders are counted whatever became of them; weeks begin on Monday (WIB)."))</p>
                \(range)
                \(totals(total))
                <div class="charts">\(sections)</div>
                """)
    }

    private var range: HTML {
        let chips = [4, 12, 26, 52].map { count in
            ChipLinks.Chip(
                path: PagePath.staffOverview.with([("weeks", String(count))]),
                words: say("\(count) minggu", "\(count) weeks"), isCurrent: count == weeks)
        }
        return ChipLinks(label: say.plain("Rentang", "Range"), chips: chips).markup
    }

    private func totals(_ total: OverviewFigures) -> HTML {
        """
        <dl class="bill panel wide-enough">
        <div><dt>\(say("Pesanan", "Orders"))</dt>\
        <dd>\(say.count(total.orders)) · \(say.money(total.orderTotal))</dd></div>
        <div><dt>\(say("Kelulusan", "Completions"))</dt>\
        <dd>\(say.count(total.completions))</dd></div>
        <div><dt>\(say("Insentif", "Incentives"))</dt>\
        <dd>\(say.count(total.incentives)) · \(say.money(total.incentiveTotal))</dd></div>
        </dl>
        """
    }

    private var sections: HTML {
        [
            section(
                "minggu", say.plain("Per minggu", "By week"), say("Minggu dari", "Week of"),
                overview.weeks.map {
                    Entry(
                        label: say.date(OverviewDay.start(of: $0.startsOn)), figures: $0.figures)
                },
                shown: Array(overview.weeks.suffix(Self.barsMax)).map { week in
                    Entry(
                        label: say.date(OverviewDay.start(of: week.startsOn)),
                        figures: week.figures)
                }),
            section(
                "platform", say.plain("Per platform", "By platform"), say("Platform", "Platform"),
                entries(overview.platforms, names.platform)),
            section(
                "kategori", say.plain("Per kategori", "By category"), say("Kategori", "Category"),
                entries(overview.categories, names.category)),
            section(
                "provinsi", say.plain("Per provinsi", "By province"), say("Provinsi", "Province"),
                entries(overview.provinces, names.province)),
        ].joined()
    }

    private func entries(
        _ groups: [Overview.Group], _ name: (String) -> String
    ) -> [Entry] {
        groups.map { Entry(label: name($0.value), figures: $0.figures) }
    }

    /// - Parameter shown: what the chart shows, where that is not the first of the entries.
    private func section(
        _ id: String, _ title: String, _ head: HTML, _ entries: [Entry], shown: [Entry]? = nil
    ) -> HTML {
        guard !entries.isEmpty else {
            return """
                <section class="shelf"><h2>\(title)</h2>\
                <p class="muted">\(say("Belum ada angka.", "There are no figures yet."))</p>\
                </section>
                """
        }
        let chart = BarChart(
            id: id, title: title,
            series: [
                say.plain("Pesanan", "Orders"), say.plain("Kelulusan", "Completions"),
                say.plain("Insentif", "Incentives"),
            ],
            rows: (shown ?? Array(entries.prefix(Self.barsMax))).map {
                .init(
                    label: $0.label,
                    values: [$0.figures.orders, $0.figures.completions, $0.figures.incentives])
            }, say: say)
        return """
            <section class="shelf" aria-labelledby="\(id)"><h2 id="\(id)">\(title)</h2>
            \(chart.html)
            <details><summary>\(say("Tabel di balik grafik ini", "The table behind this chart"))\
            </summary>\(table(id, head, entries))</details></section>
            """
    }

    private func table(_ id: String, _ head: HTML, _ entries: [Entry]) -> HTML {
        let rows = entries.map { entry -> HTML in
            let figures = entry.figures
            return """
                <tr><th scope="row">\(entry.label)</th>\
                <td class="money">\(say.count(figures.orders))</td>\
                <td class="money">\(say.money(figures.orderTotal))</td>\
                <td class="money">\(say.count(figures.completions))</td>\
                <td class="money">\(say.count(figures.incentives))</td>\
                <td class="money">\(say.money(figures.incentiveTotal))</td></tr>
                """
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-labelledby="\(id)"><table>
            <thead><tr><th scope="col">\(head)</th>\
            <th scope="col" class="money">\(say("Pesanan", "Orders"))</th>\
            <th scope="col" class="money">\(say("Nilainya", "Their prices"))</th>\
            <th scope="col" class="money">\(say("Kelulusan", "Completions"))</th>\
            <th scope="col" class="money">\(say("Insentif", "Incentives"))</th>\
            <th scope="col" class="money">\(say("Nilainya", "Their sum"))</th></tr></thead>
            <tbody>\(rows)</tbody></table></div>
            """
    }
}
