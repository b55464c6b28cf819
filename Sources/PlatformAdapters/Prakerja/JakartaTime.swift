import Catalog

/// Times that may lack their zone: the programme's clock is that of Jakarta (UTC+7).
enum JakartaTime {
    private static let zone = "+07:00"

    /// RFC 3339, completed where the zone, the seconds or the time of day is missing; any other
    /// text as it is.
    static func completed(_ text: String) -> String {
        let line = TextRules.line(text)
        guard Instant(line) == nil else { return line }
        let parts = line.split(
            maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: { "T ".contains($0) })
        let time = parts.count == 2 ? String(parts[1]) : "00:00:00"
        let seconds = time.utf8.count == 5 ? time + ":00" : time
        let candidate = "\(parts[0])T\(seconds)\(zone)"
        return Instant(candidate) == nil ? line : candidate
    }
}
