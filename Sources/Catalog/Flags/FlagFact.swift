/// One fact of a flag's evidence: a name with a value of its kind.
public struct FlagFact: Sendable, Codable, Equatable {
    /// How the value is read and shown.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Whole rupiah, in `number`.
        case money
        case minutes, percent, count
        /// Milliseconds since 1970, in `number`.
        case moment
        case text
        /// An address, in `text`.
        case link
        /// A course of ours: its id in `course`, its title in `text`.
        case course
    }

    /// What the value says, by a stable name.
    public enum Name: String, Sendable, Codable, CaseIterable {
        case price, duration, provider, platform, title, similarity, claim, place, address, seen
        case source, share, text, reason, reports, completions, ratings, orders, scheme, changed
        case priceBefore = "price_before"
        case publicPrice = "public_price"
        case otherCourse = "other_course"
        case otherPrice = "other_price"
        case otherPlatform = "other_platform"
        case minimumDuration = "minimum_duration"
        case fastCompletions = "fast_completions"
        case shortestTime = "shortest_time"
        case lowRatings = "low_ratings"
        case endedOrders = "ended_orders"
        case boughtIt = "bought_it"
    }

    public let name: Name
    public let kind: Kind
    public let number: Int64?
    public let text: String?
    /// The text in English, where it is ours and not somebody's words.
    public let english: String?
    public let course: String?

    private init(
        _ name: Name, _ kind: Kind, number: Int64? = nil, text: String? = nil,
        english: String? = nil, course: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.number = number
        self.text = text
        self.english = english
        self.course = course
    }

    static func money(_ name: Name, _ value: Money) -> FlagFact {
        FlagFact(name, .money, number: value.rupiah)
    }

    static func minutes(_ name: Name, _ value: Int) -> FlagFact {
        FlagFact(name, .minutes, number: Int64(value))
    }

    static func percent(_ name: Name, _ value: Int) -> FlagFact {
        FlagFact(name, .percent, number: Int64(value))
    }

    static func count(_ name: Name, _ value: Int) -> FlagFact {
        FlagFact(name, .count, number: Int64(value))
    }

    static func moment(_ name: Name, _ value: Instant) -> FlagFact {
        FlagFact(name, .moment, number: value.milliseconds)
    }

    static func text(_ name: Name, _ value: String) -> FlagFact {
        FlagFact(name, .text, text: value)
    }

    static func text(_ name: Name, _ value: Label) -> FlagFact {
        FlagFact(name, .text, text: value.indonesian, english: value.english)
    }

    static func link(_ name: Name, _ value: String) -> FlagFact {
        FlagFact(name, .link, text: value)
    }

    static func course(_ name: Name, _ id: Identifier<Course>, title: String) -> FlagFact {
        FlagFact(name, .course, text: title, course: id.value)
    }
}

extension FlagFact.Name {
    /// As people read it before the value.
    public var label: Label {
        switch self {
        case .price: Label(indonesian: "Harga", english: "Price")
        case .duration: Label(indonesian: "Lama", english: "Duration")
        case .provider: Label(indonesian: "Lembaga", english: "Provider")
        case .platform: Label(indonesian: "Platform", english: "Platform")
        case .title: Label(indonesian: "Judul", english: "Title")
        case .similarity: Label(indonesian: "Kemiripan isi", english: "Likeness of the texts")
        case .claim: Label(indonesian: "Janji", english: "Claim")
        case .place: Label(indonesian: "Tertulis", english: "It says")
        case .address: Label(indonesian: "Alamat", english: "Address")
        case .seen: Label(indonesian: "Dilihat", english: "Seen")
        case .source: Label(indonesian: "Sumber", english: "Source")
        case .share: Label(indonesian: "Bagian", english: "Share")
        case .text: Label(indonesian: "Laporan", english: "Report")
        case .reason: Label(indonesian: "Alasan", english: "Reason")
        case .reports: Label(indonesian: "Jumlah laporan", english: "Reports")
        case .completions: Label(indonesian: "Penyelesaian", english: "Completions")
        case .ratings: Label(indonesian: "Penilaian", english: "Ratings")
        case .orders: Label(indonesian: "Pesanan", english: "Orders")
        case .scheme: Label(indonesian: "Skema", english: "Scheme")
        case .changed: Label(indonesian: "Berubah", english: "Changed")
        case .priceBefore: Label(indonesian: "Harga sebelumnya", english: "Price before")
        case .publicPrice: Label(indonesian: "Harga umum", english: "Public price")
        case .otherCourse: Label(indonesian: "Kelas lain", english: "Other course")
        case .otherPrice: Label(indonesian: "Harga di sana", english: "Price there")
        case .otherPlatform: Label(indonesian: "Platform lain", english: "Other platform")
        case .minimumDuration: Label(indonesian: "Batas terendah", english: "Minimum")
        case .fastCompletions:
            Label(indonesian: "Lebih cepat dari lama kelas", english: "Faster than it lasts")
        case .shortestTime: Label(indonesian: "Waktu tersingkat", english: "Shortest time")
        case .lowRatings: Label(indonesian: "Satu atau dua bintang", english: "One or two stars")
        case .endedOrders:
            Label(indonesian: "Dibatalkan atau dikembalikan", english: "Cancelled or refunded")
        case .boughtIt:

            Label(indonesian: "Pelapor yang membeli", english: "Reporters who bought it")
        }
    }
}
