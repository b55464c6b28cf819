/// Lengths of time as people write them in Indonesia: `6 jam 30 menit`, `90 menit`, `4 Jam`.
enum DurationText {
    private static let hours: Set<Substring> = ["jam", "j", "hour", "hours", "hr", "hrs"]
    private static let minutes: Set<Substring> = [
        "menit", "mnt", "min", "mins", "minute", "minutes",
    ]
    private static let numberMax = 100_000.0

    /// Whole minutes; nil for any other text. Days are not taken: nobody says how long one is.
    static func minutes(_ text: String) -> Int? {
        var rest = Substring(TextRules.line(text).lowercased())
        var hoursRead: Double?
        var minutesRead: Double?
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "," || $0 == "." }
            guard let number = number(digits) else { return nil }
            rest = rest.dropFirst(digits.count).drop { $0 == " " }
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count).drop { $0 == " " || $0 == "," }
            if rest.hasPrefix("dan ") { rest = rest.dropFirst(4) }
            if hours.contains(unit), hoursRead == nil, minutesRead == nil {
                hoursRead = number
            } else if minutes.contains(unit), minutesRead == nil {
                minutesRead = number
            } else {
                return nil
            }
        }
        guard hoursRead != nil || minutesRead != nil,
            let total = Int(exactly: (hoursRead ?? 0) * 60 + (minutesRead ?? 0)),
            total <= RecordReader.durationMinutesMax
        else { return nil }
        return total
    }

    /// `4`, `1,5` or `1.5`. Three digits behind the mark may mean thousands: not read.
    private static func number(_ text: Substring) -> Double? {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "." }
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }),
            parts.count == 1 || parts[1].count <= 2,
            let number = Double(parts.joined(separator: ".")), number <= numberMax
        else { return nil }
        return number
    }
}
