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
    private static let labelHeight = 16
    /// What a number beside its bar takes.
    private static let numberWidth = 64
    private static let barHeight = 13
    private static let rowGap = 8
    private static let legendHeight = 22

    /// Of a row in which nothing happened, one number says so.
    private func isEmpty(_ row: Row) -> Bool { row.values.allSatisfy { $0 == 0 } }

    private func height(of row: Row) -> Int {
        Self.labelHeight + (isEmpty(row) ? 1 : row.values.count) * Self.barHeight + Self.rowGap
    }

    private var height: Int { rows.map(height).reduce(Self.legendHeight, +) }
    private var largest: Int { max(1, rows.flatMap(\.values).max() ?? 1) }

    var html: HTML {
        """
        <svg class="chart" viewBox="0 0 \(Self.width) \(height)" role="img" \
        aria-labelledby="\(id)-judul"><title id="\(id)-judul">\(title)</title>
        <defs><pattern id="\(id)-garis" width="5" height="5" patternUnits="userSpaceOnUse" \
        patternTransform="rotate(45)"><rect class="bar-1" width="2.5" height="5"/></pattern></defs>
        \(legend)\(bars)
        </svg>
        """
    }

    private var legend: HTML {
        let step = Self.width / max(1, series.count)
        return series.enumerated().map { index, name -> HTML in
            """
            \(bar(x: index * step, y: 3, width: 14, series: index))\
            <text x="\(index * step + 19)" y="13">\(name)</text>
            """
        }.joined()
    }

    private var bars: [HTML] {
        var top = Self.legendHeight
        return rows.map { row in
            defer { top += height(of: row) }
            return bars(of: row, from: top)
        }
    }

    private func bars(of row: Row, from top: Int) -> HTML {
        let room = Self.width - Self.numberWidth
        let values = isEmpty(row) ? [0] : row.values
        let bars = values.enumerated().map { series, value -> HTML in
            let width = value == 0 ? 0 : max(1, value * room / largest)
            let y = top + Self.labelHeight + series * Self.barHeight
            return """
                \(bar(x: 0, y: y + 1, width: width, series: series))\
                <text x="\(width + 5)" y="\(y + 11)">\(say.count(value))</text>
                """
        }
        return "<text class=\"label\" x=\"0\" y=\"\(top + 12)\">\(row.label)</text>\(bars)\n"
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
