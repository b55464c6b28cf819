import Catalog

/// The reports of a sync as a table for people and JSON for machines.
enum SyncTable {
    private static let columns = [
        "platform", "state", "new", "changed", "unchanged", "delisted", "rejected", "held",
        "requests", "kB", "seconds",
    ]

    private struct Failed: Encodable {
        let platform: String
        let state = "failed"
        let detail: String
    }

    /// Notes of a platform that are shown unless all are asked for.
    private static let notesShown = 5

    static func outcome(
        _ results: [(String, Result<SyncReport, any Error>)], showRejects: Bool
    ) -> AdminOutcome {
        var rows = [columns]
        var remarks: [String] = []
        var documents: [String] = []
        var isComplete = true
        for (platform, result) in results {
            switch result {
            case .success(let report):
                rows.append(row(platform, report))
                remarks += notes(platform, report, all: showRejects)
                if report.state != .applied { isComplete = false }
                documents.append(String(decoding: JSON.encode(report), as: UTF8.self))
            case .failure(let error):
                let words = CommandFailure.words(for: error)
                rows.append([platform, "failed"])
                remarks.append("\(platform): \(words)")
                isComplete = false
                documents.append(
                    String(
                        decoding: JSON.encode(Failed(platform: platform, detail: words)),
                        as: UTF8.self))
            }
        }
        return AdminOutcome(
            text: ([table(rows)] + remarks).joined(separator: "\n"),
            json: "[" + documents.joined(separator: ",") + "]", isComplete: isComplete)
    }

    private static func row(_ platform: String, _ report: SyncReport) -> [String] {
        let numbers = [
            report.created, report.changed, report.unchanged, report.delisted, report.rejected,
            report.held, report.requests, report.bytes / 1000,
        ]
        let milliseconds = ((report.finishedAt ?? report.startedAt) - report.startedAt)
            .milliseconds
        return [platform, report.state.rawValue] + numbers.map(String.init)
            + ["\(milliseconds / 1000).\(milliseconds % 1000 / 100)"]
    }

    /// Why it failed or was held, then what was rejected, each with its reason.
    private static func notes(
        _ platform: String, _ report: SyncReport, all: Bool
    ) -> [String] {
        let notes = report.notes.filter { $0.kind != .unknownWord }
            .map { "\(platform): \($0.kind.rawValue) \($0.record): \($0.reason)" }
        let shown = all ? notes.count : min(notes.count, notesShown)
        var lines = report.detail.map { ["\(platform): \($0)"] } ?? []
        lines += notes.prefix(shown)
        if shown < notes.count {
            lines.append("\(platform): … and \(notes.count - shown) more: --show-rejects")
        }
        let kept = report.notes.count
        if all, kept == SyncNote.countMax {
            lines.append("\(platform): the first \(kept) are kept; the counts are whole")
        }
        return lines
    }

    private static func table(_ rows: [[String]]) -> String {
        let widths = columns.indices.map { column in
            rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map { column, text in
                let gap = String(repeating: " ", count: widths[column] - text.count)
                return column < 2 ? text + gap : gap + text
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
