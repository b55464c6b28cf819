/// Lengths of time as ISO 8601 writes them: `PT1H30M`, `P1DT2H`, `P2W`, `PT1.5H`.
enum ISODuration {
    static let bytesMax = 64

    private struct Unit {
        let letter: Character
        /// Nil for months and years, which have no length of their own.
        let seconds: Double?
    }

    private static let dateUnits = [
        Unit(letter: "Y", seconds: nil), Unit(letter: "M", seconds: nil),
        Unit(letter: "W", seconds: 604_800), Unit(letter: "D", seconds: 86_400),
    ]
    private static let timeUnits = [
        Unit(letter: "H", seconds: 3_600), Unit(letter: "M", seconds: 60),
        Unit(letter: "S", seconds: 1),
    ]

    /// Whole minutes, rounded. Nil for what is no duration, is negative, counts months or years
    /// (zero of them is fine), or is longer than ``RecordReader/durationMinutesMax``.
    static func minutes(_ text: String) -> Int? {
        guard text.utf8.count <= bytesMax, text.first == "P" || text.first == "p" else {
            return nil
        }
        let parts = text.dropFirst().uppercased().split(
            separator: "T", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.count == 1 || !parts[1].isEmpty,
            parts.contains(where: { !$0.isEmpty }),
            let date = seconds(parts[0], dateUnits),
            let time = parts.count == 2 ? seconds(parts[1], timeUnits) : 0
        else { return nil }
        let minutes = ((date + time) / 60).rounded()
        return minutes <= Double(RecordReader.durationMinutesMax) ? Int(minutes) : nil
    }

    /// Numbers with their units, in the order of the units, each at most once.
    private static func seconds(_ text: Substring, _ units: [Unit]) -> Double? {
        var sum = 0.0
        var rest = text
        var units = units[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == ",") }
            rest = rest.dropFirst(digits.count)
            guard let number = Double(digits.replacing(",", with: ".")), number >= 0,
                let letter = rest.popFirst(),
                let position = units.firstIndex(where: { $0.letter == letter })
            else { return nil }
            if let length = units[position].seconds {
                sum += number * length
            } else if number != 0 {
                return nil
            }
            units = units[(position + 1)...]
        }
        return sum
    }
}
