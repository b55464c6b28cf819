/// An Indonesian identity number (Nomor Induk Kependudukan): a district's six digits, the date of
/// birth as DDMMYY with 40 added to the day for women, and a serial number of four.
///
/// This is its structure only; whether a number was issued, and to whom, the registry alone
/// knows. Registries count serials from 0001: a number that ends in 0000 belongs to nobody, so
/// invented people have it.
public struct NIK: Sendable, Hashable, CustomStringConvertible {
    /// What is wrong with a text, most basic first.
    public enum Fault: String, Error, Sendable, CaseIterable {
        case notSixteenDigits = "nik_not_16_digits"
        case unknownRegency = "nik_unknown_regency"
        case impossibleDistrict = "nik_impossible_district"
        case impossibleBirthDate = "nik_impossible_birth_date"
    }

    public static let length = 16
    /// What is added to the day of birth of women.
    static let womenDayOffset = 40

    public let text: String

    /// - Parameter regencies: known Kemendagri codes of regencies and cities, `31.74`.
    public init(_ text: String, regencies: Set<String>) throws(Fault) {
        let digits = text.utf8.map { Int($0) - 48 }
        guard digits.count == Self.length, digits.allSatisfy({ (0...9).contains($0) }) else {
            throw .notSixteenDigits
        }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        guard regencies.contains(Self.regency(ofStored: text)) else { throw .unknownRegency }
        guard number(4..<6) > 0 else { throw .impossibleDistrict }
        var day = number(6..<8)
        if day > Self.womenDayOffset { day -= Self.womenDayOffset }
        let (month, year) = (number(8..<10), number(10..<12))
        // Two digits do not tell the century: 29 February 00 was a day of 2000, not of 1900.
        let exists = [1900, 2000].contains {
            CalendarDay(year: $0 + year, month: month, day: day) != nil
        }
        guard exists else { throw .impossibleBirthDate }
        self.text = text
    }

    /// Puts a number together from parts that are known to be right.
    init(regency: String, district: Int, birth: CalendarDay, isFemale: Bool, serial: Int) {
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: width - digits.utf8.count) + digits
        }
        text =
            regency.filter { $0 != "." } + padded(district, 2)
            + padded(birth.day + (isFemale ? Self.womenDayOffset : 0), 2) + padded(birth.month, 2)
            + padded(birth.year % 100, 2) + padded(serial, 4)
    }

    public var description: String { text }

    /// Kemendagri code of the regency that issued it, `31.74`.
    public var regency: String { Self.regency(ofStored: text) }

    public var isFemale: Bool { (Int(text.dropFirst(6).prefix(2)) ?? 0) > Self.womenDayOffset }

    private static func regency(ofStored text: String) -> String {
        "\(text.prefix(2)).\(text.dropFirst(2).prefix(2))"
    }
}
