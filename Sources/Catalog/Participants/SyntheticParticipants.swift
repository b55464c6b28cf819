/// Invented participants in any number, for load tests: the same seed number brings the same
/// people, and the first thousand of a million are the thousand.
///
/// Each has a NIK of valid structure with the serial 0000, which no registry issues, a card of
/// one scheme, and no password.
public struct SyntheticParticipants: Sendable {
    /// One person, ready to be stored.
    public struct Person: Sendable, Equatable {
        public let participant: Participant
        public let card: Card
        public let transferID: Identifier<Transfer>
    }

    /// Years of birth: of working age today.
    static let birthYears = 1970...2004
    /// Districts of one regency that are used.
    static let districts = 40
    /// Days of one month that are used, so that every month has them.
    static let days = 28

    private static let firstNames = [
        "Adi", "Agus", "Ayu", "Bayu", "Bunga", "Citra", "Dewi", "Dian", "Eka", "Fajar", "Fitri",
        "Galih", "Hana", "Indah", "Intan", "Joko", "Kartika", "Lestari", "Made", "Maya", "Nanda",
        "Nur", "Putri", "Rama", "Ratna", "Rizki", "Sari", "Surya", "Tri", "Wahyu", "Wulan", "Yoga",
    ]
    private static let lastNames = [
        "Anggraini", "Firmansyah", "Ginting", "Handayani", "Hidayat", "Kurniawan", "Kusuma",
        "Lubis", "Maulana", "Nasution", "Nugroho", "Permata", "Pratama", "Purnama", "Rahayu",
        "Ramadhan", "Saputra", "Setiawan", "Simanjuntak", "Siregar", "Sitompul", "Suryani",
        "Susanto", "Utami", "Wibowo", "Wijaya", "Wulandari", "Yulianti",
    ]

    public let seed: UInt64
    public let scheme: Scheme
    public let acceptedAt: Instant
    private let regencies: [String]
    /// Person `index` has place `index * stride + offset`, modulo the capacity.
    private let stride: Int
    private let offset: Int

    /// - Parameter regencies: Kemendagri codes, `31.74`; at least one.
    public init(seed: UInt64, regencies: some Sequence<String>, scheme: Scheme, acceptedAt: Instant)
    {
        self.seed = seed
        self.scheme = scheme
        self.acceptedAt = acceptedAt
        self.regencies = Set(regencies).sorted()
        precondition(!self.regencies.isEmpty, "synthetic people are born somewhere")
        let capacity = Self.capacity(regencies: self.regencies.count)
        var random = SplitMix64(state: seed)
        offset = Int(random.next() % UInt64(capacity))
        // A stride without a common divisor visits every place once before any twice.
        var stride = Int(random.next() % UInt64(capacity))
        while !Self.areCoprime(stride, capacity) { stride = (stride + 1) % capacity }
        self.stride = stride
    }

    /// How many different people there can be.
    public var capacity: Int { Self.capacity(regencies: regencies.count) }

    /// The person of that number.
    /// - Precondition: `index` is within 0..<``capacity``.
    public func person(_ index: Int) -> Person {
        precondition((0..<capacity).contains(index), "there are \(capacity) synthetic people")
        let place = (index * stride + offset) % capacity
        var random = SplitMix64(state: seed ^ (UInt64(index) &* 0x9e37_79b9_7f4a_7c15))
        let nik = nik(at: place)
        let id = Identifier<Participant>(stored: Self.id(Participant.idPrefix, index, &random))
        return Person(
            participant: Participant(
                id: id, email: "peserta\(index).\(seed)@sintetis.example",
                name: Self.name(&random), nik: nik.text, phone: nil, regency: nik.regency,
                createdAt: acceptedAt),
            // Nine in front keeps their cards apart from those of the demo.
            card: Card(
                accepted: acceptedAt, participantID: id,
                number: CardNumber(body: 900_000_000_000_000 + UInt64(place)), scheme: scheme,
                monthlyIncentive: scheme.incentive.amount == nil ? scheme.incentive.amountMin : nil
            ),
            transferID: Identifier(stored: Self.id(Transfer.idPrefix, index, &random)))
    }

    /// Reads a place as regency, sex, day, month, year and district: no two places are alike.
    private func nik(at place: Int) -> NIK {
        var rest = place
        func next(_ count: Int) -> Int {
            defer { rest /= count }
            return rest % count
        }
        let regency = regencies[next(regencies.count)]
        let isFemale = next(2) == 1
        let day = next(Self.days) + 1
        let month = next(12) + 1
        let year = Self.birthYears.lowerBound + next(Self.birthYears.count)
        let district = next(Self.districts) + 1
        guard let birth = CalendarDay(year: year, month: month, day: day) else {
            preconditionFailure("every month has \(Self.days) days")
        }
        return NIK(
            regency: regency, district: district, birth: birth, isFemale: isFemale, serial: 0)
    }

    private static func name(_ random: inout SplitMix64) -> String {
        let first = firstNames[Int(random.next() % UInt64(firstNames.count))]
        return first + " " + lastNames[Int(random.next() % UInt64(lastNames.count))]
    }

    /// An id that sorts by number, in the shape of ``Identifier``: as if one person had been
    /// accepted each millisecond from 9 April 2020.
    private static func id(_ prefix: String, _ index: Int, _ random: inout SplitMix64) -> String {
        let epochMilliseconds: UInt64 = 1_586_390_400_000
        var bytes = Array("\(prefix)_".utf8)
        let words = [epochMilliseconds + UInt64(index), random.next(), random.next()]
        for (word, digits) in zip(words, [10, 8, 8]) {
            for place in (0..<UInt64(digits)).reversed() {
                bytes.append(Self.digits[Int(word >> (place * 5) & 31)])
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    private static func capacity(regencies: Int) -> Int {
        regencies * 2 * days * 12 * birthYears.count * districts
    }

    private static func areCoprime(_ left: Int, _ right: Int) -> Bool {
        var (a, b) = (left, right)
        while b != 0 { (a, b) = (b, a % b) }
        return a == 1
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same on every machine. Not for secrets.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
