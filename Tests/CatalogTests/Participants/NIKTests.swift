import Testing

@testable import Catalog

private let regencies: Set<String> = ["31.74", "11.01"]

@Suite("Identity and card numbers")
struct NIKTests {
    @Test(
        "a NIK is refused for what is wrong with it",
        arguments: [
            ("3174051203880001", nil),
            ("3174055203880001", nil),
            ("3174052902000001", nil),
            ("3174053101990001", nil),
            ("3174057101990000", nil),
            ("317405120388000", .notSixteenDigits),
            ("31740512038800011", .notSixteenDigits),
            ("31740512038800x1", .notSixteenDigits),
            ("３174051203880001", .notSixteenDigits),
            ("9974051203880001", .unknownRegency),
            ("3174001203880001", .impossibleDistrict),
            ("3174050003880001", .impossibleBirthDate),
            ("3174054003880001", .impossibleBirthDate),
            ("3174053203880001", .impossibleBirthDate),
            ("3174057203880001", .impossibleBirthDate),
            ("3174051213880001", .impossibleBirthDate),
            ("3174051200880001", .impossibleBirthDate),
            ("3174052902990001", .impossibleBirthDate),
            ("3174053104990001", .impossibleBirthDate),
        ] as [(String, NIK.Fault?)])
    func structure(_ text: String, _ fault: NIK.Fault?) {
        do {
            let nik = try NIK(text, regencies: regencies)
            #expect(fault == nil)
            #expect(nik.regency == "31.74")
        } catch {
            #expect(error == fault)
        }
    }

    @Test("a woman's day of birth carries 40")
    func women() throws {
        #expect(try NIK("3174055203880001", regencies: regencies).isFemale)
        #expect(try !NIK("3174051203880001", regencies: regencies).isFemale)
        let day = try #require(CalendarDay(year: 1988, month: 3, day: 12))
        let built = NIK(
            regency: "31.74", district: 5, birth: day, isFemale: true, serial: 1)
        #expect(built.text == "3174055203880001")
    }

    @Test("a card number has 16 digits and a check digit")
    func cardNumbers() {
        // The textbook number of ISO/IEC 7812 and its neighbours.
        #expect(CardNumber("4111111111111111") != nil)
        for last in "023456789" { #expect(CardNumber("411111111111111\(last)") == nil) }
        #expect(CardNumber("411111111111111") == nil)
        #expect(CardNumber("41111111111111ab") == nil)
        for body: UInt64 in [0, 7, 411_111_111_111_111, 999_999_999_999_999] {
            let number = CardNumber(body: body)
            #expect(CardNumber(number.text) == number)
        }
    }

    @Test("a day of the calendar exists or is refused")
    func days() throws {
        #expect(CalendarDay("2020-12-15")?.end == Instant("2020-12-15T17:00:00Z"))
        #expect(CalendarDay("2024-02-29") != nil)
        for bad in [
            "2023-02-29", "2020-13-01", "2020-1-01", "20-12-150", "2020-12-15T", "+020-01-01",
        ] {
            #expect(CalendarDay(bad) == nil)
        }
    }
}
