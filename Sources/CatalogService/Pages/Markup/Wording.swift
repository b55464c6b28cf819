import Catalog
import Foundation

/// What people read, in their language.
struct Wording: Sendable {
    let language: LabelLanguage

    /// The one of two texts that is in this language.
    func callAsFunction(
        _ indonesian: @autoclosure () -> HTML, _ english: @autoclosure () -> HTML
    ) -> HTML {
        language == .indonesian ? indonesian() : english()
    }

    /// The same for what is no markup, such as a title.
    func plain(_ indonesian: String, _ english: String) -> String {
        language == .indonesian ? indonesian : english
    }

    func label(_ label: Label) -> String { label.text(in: language) }

    /// `Rp1.250.000` in either language: it is how the money is written.
    func money(_ amount: Money) -> String { amount.description }

    /// A price as a shop says it.
    func price(_ price: Money?) -> String {
        guard let price else { return plain("Tidak dijual", "Not for sale") }
        return price == .zero ? plain("Gratis", "Free") : price.description
    }

    /// `1 jam 30 menit`, `90 min`.
    func duration(minutes: Int) -> String {
        let (hours, rest) = (minutes / 60, minutes % 60)
        var parts: [String] = []
        if hours > 0 { parts.append(plain("\(hours) jam", "\(hours) h")) }
        if rest > 0 || hours == 0 { parts.append(plain("\(rest) menit", "\(rest) min")) }
        return parts.joined(separator: " ")
    }

    /// `12.345` in Indonesian, `12,345` in English.
    func count(_ number: Int) -> String {
        var digits = String(number)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        groups.insert(digits, at: 0)
        return groups.joined(separator: plain(".", ","))
    }

    /// `1 course`, `12.345 kelas`; Indonesian knows no plural.
    func courses(_ number: Int) -> String {
        let count = count(number)
        return plain("\(count) kelas", number == 1 ? "1 course" : "\(count) courses")
    }

    /// `4,7` or `4.7`.
    func stars(_ mean: Double) -> String {
        let tenths = Int((mean * 10).rounded())
        return "\(tenths / 10)\(plain(",", "."))\(tenths % 10)"
    }

    /// `21 November 2026`.
    func date(_ instant: Instant, in zone: LocalZone = .western) -> String {
        let parts = LocalTime(instant, zone: zone)
        return "\(parts.day) \(month(parts.month)) \(parts.year)"
    }

    /// `21 November 2026 09.00 WIB`; Indonesian writes the time with a full stop.
    func moment(_ instant: Instant, in zone: LocalZone = .western) -> String {
        let parts = LocalTime(instant, zone: zone)
        let clock = Self.two(parts.hour) + plain(".", ":") + Self.two(parts.minute)
        return "\(date(instant, in: zone)) \(clock) \(zone.name)"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private func month(_ number: Int) -> String {
        (language == .indonesian ? Self.indonesianMonths : Self.englishMonths)[number - 1]
    }

    private static let indonesianMonths = [
        "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
        "Oktober", "November", "Desember",
    ]
    private static let englishMonths = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]
}
