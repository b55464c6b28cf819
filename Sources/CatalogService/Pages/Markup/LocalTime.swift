import Catalog

/// The three time zones of Indonesia; none knows summer time.
enum LocalZone: Sendable {
    case western
    case central
    case eastern

    /// Provinces (Kemendagri codes) of central time: Bali, both Nusa Tenggara, South, East and
    /// North Kalimantan, all of Sulawesi.
    private static let centralProvinces: Set<String> = [
        "51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76",
    ]

    /// - Parameter region: a code of a province or a regency; nil means western time.
    init(region: String?) {
        let province = String(region?.prefix(2) ?? "")
        if Self.centralProvinces.contains(province) {
            self = .central
        } else if province.hasPrefix("8") || province.hasPrefix("9") {
            // Maluku and Papua.
            self = .eastern
        } else {
            self = .western
        }
    }

    /// As it is written behind a time.
    var name: String {
        switch self {
        case .western: "WIB"
        case .central: "WITA"
        case .eastern: "WIT"
        }
    }

    var offset: Span {
        switch self {
        case .western: .hours(7)
        case .central: .hours(8)
        case .eastern: .hours(9)
        }
    }
}

/// A moment as a calendar and a clock on a wall show it.
struct LocalTime: Sendable, Equatable {
    let year: Int
    let month: Int
    let day: Int
    let hour: Int
    let minute: Int

    init(_ instant: Instant, zone: LocalZone) {
        let local = (instant + zone.offset).milliseconds
        let dayLength = Span.days(1).milliseconds
        let days = Int(local >= 0 ? local / dayLength : (local - dayLength + 1) / dayLength)
        let minutes = (Int(local) - days * Int(dayLength)) / 60_000
        hour = minutes / 60
        minute = minutes % 60
        // Days since 0000-03-01 into eras of 400 years: the leap day is the last of its year.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }
}
