/// The table on the screen.
enum ScreenTable {
    private static let widths = [-30, 10, 9, 9, 8, 12, 8]
    private static let header = [
        "", "a second", "p50 ms", "p99 ms", "cpu us", "resident MB", "ours x",
    ]

    static func text(_ report: WorkloadReport) -> String {
        var lines = ["\n\(report.name): \(report.title)"]
        lines.append(row(header))
        let ours = report.measurements.first
        for measured in report.measurements {
            let isOurs = measured.subject.hasPrefix("catalogd")
            let ratio =
                isOurs || measured.perSecond == 0
                ? "" : Number.fixed((ours?.perSecond ?? 0) / measured.perSecond, 2)
            lines.append(
                row([
                    measured.subject, Number.fixed(measured.perSecond, 0),
                    Number.fixed(measured.p50Milliseconds, 2),
                    Number.fixed(measured.p99Milliseconds, 2),
                    measured.processorMicroseconds.map(Number.short) ?? "-",
                    Number.megabytes(measured.residentBytes), ratio,
                ]))
        }
        for bar in report.bars {
            let verdict = bar.isMet ? "met    " : "NOT MET"
            lines.append("  \(verdict)  \(bar.text) (\(Number.short(bar.reached)))")
        }
        lines += report.notes.map { "  note: \($0)" }
        return lines.joined(separator: "\n")
    }

    private static func row(_ cells: [String]) -> String {
        var line = "  "
        for (cell, width) in zip(cells, widths) {
            let padding = String(repeating: " ", count: max(0, abs(width) - cell.count))
            line += width < 0 ? cell + padding : padding + cell
        }
        return line
    }
}
