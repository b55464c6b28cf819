import Catalog

/// Bars beside each other, drawn as SVG: each with its number, each series with a pattern of its
/// own, so that nothing depends on colour.
struct BarChart {
    struct Row {
        let label: String
        /// One number a series.
        let values: [Int]
    }

    /// Names the chart within its page.
    let id: String
    let title: String
    /// At most three: there are as many patterns.
    let series: [String]
    let rows: [Row]
    let say: Wording

    private static let width = 340
    private static let labelWidth = 96
    /// What a number beside its bar takes.
    private static let numberWidth = 56
    private static let barHeight = 11
    private static let rowGap = 9
    private static let legendHeight = 20
    /// Characters of a label; the table behind has the whole.
    private static let labelCharactersMax = 15

    private var rowHeight: Int { series.count * Self.barHeight + Self.rowGap }
    private var height: Int { rows.count * rowHeight + Self.legendHeight }
    private var largest: Int { max(1, rows.flatMap(\.values).max() ?? 1) }

    var html: HTML {
        """
        <svg class="chart" viewBox="0 0 \(Self.width) \(height)" role="img" \
        aria-labelledby="\(id)-judul"><title id="\(id)-judul">\(title)</title>
        <defs><pattern id="\(id)-garis" width="5" height="5" patternUnits="userSpaceOnUse" \
        patternTransform="rotate(45)"><rect class="bar-1" width="2.5" height="5"/></pattern></defs>
        \(legend)\(rows.enumerated().map { row($0.element, at: $0.offset) })
        </svg>
        """
    }

    private var legend: HTML {
        let step = Self.width / max(1, series.count)
        return series.enumerated().map { index, name -> HTML in
            """
            \(bar(x: index * step, y: 3, width: 14, series: index))\
            <text x="\(index * step + 19)" y="12">\(name)</text>
            """
        }.joined()
    }

    private func row(_ row: Row, at index: Int) -> HTML {
        let top = Self.legendHeight + index * rowHeight
        let middle = top + series.count * Self.barHeight / 2 + 4
        let label =
            row.label.count > Self.labelCharactersMax
            ? row.label.prefix(Self.labelCharactersMax - 1) + "…" : row.label[...]
        let room = Self.width - Self.labelWidth - Self.numberWidth
        let bars = row.values.enumerated().map { series, value -> HTML in
            let width = value == 0 ? 0 : max(1, value * room / largest)
            let y = top + series * Self.barHeight
            return """
                \(bar(x: Self.labelWidth, y: y + 1, width: width, series: series))\
                <text x="\(Self.labelWidth + width + 4)" y="\(y + 9)">\(say.count(value))</text>
                """
        }
        return "<text x=\"0\" y=\"\(middle)\">\(String(label))</text>\(bars)\n"
    }

    /// Solid, hatched, and outlined.
    private func bar(x: Int, y: Int, width: Int, series: Int) -> HTML {
        let fill: HTML =
            switch series {
            case 0: " class=\"bar-0\""
            case 1: " class=\"bar-edge\" fill=\"url(#\(id)-garis)\""
            default: " class=\"bar-edge\" fill=\"none\""
            }
        return """
            <rect x="\(x)" y="\(y)" width="\(width)" height="\(Self.barHeight - 2)"\(fill)/>
            """
    }
}
