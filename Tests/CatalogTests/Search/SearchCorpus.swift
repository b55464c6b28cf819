@testable import Catalog

/// A small catalogue of believable courses for the tests of search.
enum SearchCorpus {
    static let builtAt = Instant("2026-03-01T00:00:00Z")!

    static let platforms = [
        "tokopedia": "Tokopedia", "bukalapak": "Bukalapak", "sekolahmu": "Sekolah.mu",
        "pintaria": "Pintaria",
    ]
    static let regions = [
        "31": "DKI Jakarta", "31.74": "Kota Jakarta Selatan", "32": "Jawa Barat",
        "32.73": "Kota Bandung", "51": "Bali", "51.71": "Kota Denpasar", "94": "Papua",
    ]
    static let categories = [
        SearchCategory(id: "keuangan", indonesian: "Keuangan", english: "Finance"),
        SearchCategory(id: "kuliner", indonesian: "Kuliner", english: "Culinary"),
        SearchCategory(id: "bahasa", indonesian: "Bahasa", english: "Languages"),
        SearchCategory(id: "teknologi", indonesian: "Teknologi", english: "Technology"),
        SearchCategory(id: "pemasaran", indonesian: "Pemasaran", english: "Marketing"),
        SearchCategory(id: "layanan", indonesian: "Layanan", english: "Service"),
    ]
    static let settings = SearchSettings(
        synonyms: [
            ["mc", "pembawa acara", "master of ceremony"], ["inggris", "english"],
            ["hp", "ponsel", "smartphone"], ["kursus", "pelatihan"],
        ],
        stemExceptions: [
            "menulis": "tulis", "tulisan": "tulis", "penulisan": "tulis", "mengelola": "kelola",
            "pengelolaan": "kelola",
        ],
        stopwords: ["id": ["untuk", "dan", "di", "yang", "para"], "en": ["the", "for", "of"]])

    /// title | category | skills | description
    private static let rows = """
        Pengenalan Teknologi Informasi untuk Pemula|teknologi|komputer,internet|Menyalakan komputer
        Akuntansi untuk Pemula|keuangan|jurnal,neraca|Debit, kredit, dan buku besar
        Pelatihan Da'i Muda|layanan|ceramah,retorika|Menyusun ceramah singkat
        Menjadi MC Andal|layanan|panggung,suara|Memandu acara pernikahan
        Manajemen Warung Kopi|kuliner|kopi,rencana usaha|Menghitung harga secangkir kopi
        Bahasa Inggris Praktis untuk Pelaku Pariwisata|bahasa|percakapan|Menyapa tamu di hotel
        Dasar Keterampilan Housekeeping|layanan|kebersihan,hotel|Menata kamar tamu
        Belajar Menjadi Telemarketer|pemasaran|telepon,prospek|Salam pembuka dan keberatan
        Akuntansi Perusahaan Jasa|keuangan|laporan keuangan|Satu siklus penuh pencatatan
        Membaca Laporan Keuangan|keuangan|analisis,neraca|Arus kas bagi pemilik usaha
        Pajak UMKM Setengah Persen|keuangan|pajak|Hitung, setor, dan lapor
        Anggaran Keluarga|keuangan|literasi keuangan|Membagi gaji bulanan
        Barista Siap Kerja|kuliner|kopi,latte art|Kalibrasi espresso di kedai
        Seduh Manual V60|kuliner|kopi,cupping|Rasio air dan ukuran gilingan
        Kue Kering Lebaran|kuliner|baking|Nastar dan kastengel untuk pesanan
        Roti Manis Rumahan|kuliner|baking,fermentasi|Menguleni adonan dan mengatur oven
        Katering Harian|kuliner|higiene,menu|Menu dua minggu untuk kantor
        Masakan Nusantara|kuliner|bumbu|Rendang, soto, dan sambal
        Bahasa Jepang N5|bahasa|hiragana|Kosakata kerja di pabrik
        Bahasa Korea EPS-TOPIK|bahasa|hangul|Latihan soal membaca
        Bahasa Arab bagi Pedagang|bahasa|percakapan|Melayani jemaah haji
        Business English Emails|bahasa|writing,email|Polite requests and replies
        TOEFL ITP Structure|bahasa|toefl,english|Strategi menjawab soal
        Menulis Cerita Anak|bahasa|narasi|Tokoh, alur, dan akhir yang hangat
        Tulisan Iklan yang Menjual|pemasaran|copywriting|Judul dan ajakan
        Python Pertama|teknologi|python,logika|Dari print hingga proyek kasir
        Analisis Data dengan SQL|teknologi|sql,data|Bertanya kepada basis data
        Excel Kerja|teknologi|excel,spreadsheet|Rumus pencarian dan tabel
        Jaringan Komputer Sekolah|teknologi|jaringan|Alamat IP dan membagi kuota
        Keamanan Siber Karyawan|teknologi|phishing|Mengenali tautan palsu
        Servis Ponsel|teknologi|solder,baterai|Ganti layar dan konektor
        Instalasi Listrik Rumah|teknologi|kabel,k3|Memasang panel dan saklar
        Desain Kemasan|pemasaran|canva,warna|Label untuk makanan ringan
        Fotografi Produk|pemasaran|foto,cahaya|Foto dengan cahaya jendela
        Iklan Berbayar di Marketplace|pemasaran|iklan,anggaran|Menghitung laba per klik
        Jualan Online Perdana|pemasaran|toko online|Membuka toko dalam tujuh hari
        Pemasaran Digital UMKM|pemasaran|media sosial,seo|Konten dan kata kunci
        Smartphone Videography|pemasaran|video,editing|Shoot and cut on one phone
        Layanan Pelanggan Ramah|layanan|empati,telepon|Menjawab keluhan
        Mengelola Gudang Kecil|layanan|stok,barcode|Menata rak dan menghitung stok
        Pengelolaan Sampah Kantor|layanan|kompos|Memilah dan mencatat
        Resepsionis Hotel|layanan|check-in,bahasa inggris|Menyambut tamu dan mencatat pesanan
        Perawat Lansia di Rumah|layanan|kesehatan,empati|Mendampingi kegiatan harian
        Pengasuh Bayi|layanan|gizi,p3k|Jadwal tidur dan makan
        Tata Rias Pengantin|layanan|rias,salon|Alas bedak dan sanggul
        Menjahit Pakaian|layanan|pola,obras|Mengukur badan dan memotong kain
        Hidroponik di Teras|layanan|sayur,nutrisi|Pipa paralon dan pompa
        Merajut Syal|layanan|rajut|Dua jarum dan satu gulung benang
        """.split(separator: "\n").map { row in
            row.split(separator: "|").map { $0.trimmingPrefix(while: \.isWhitespace) }.map(
                String.init)
        }

    static let courses: [Course] = rows.enumerated().map { number, row in
        course(
            number, title: row[0], category: row[1],
            skills: row[2].split(separator: ",").map(String.init), description: row[3])
    }

    /// A course whose other properties follow from its number, all values of all facets in turn.
    static func course(
        _ number: Int, title: String, category: String?, skills: [String] = [],
        description: String = ""
    ) -> Course {
        let delivery = [Delivery.selfPaced, .webinar, .offline, nil][number % 4]
        let prices: [Int64?] = [0, 99_999, 100_000, 249_999, 250_000, 999_999, 1_000_000, nil]
        let minutes: [Int?] = [60, 120, 359, 900, 2400, nil, 5000]
        let regency = ["31.74", "32.73", "51.71", nil][number / 4 % 4]
        var schedules: [Schedule] = []
        if delivery == .offline || delivery == .webinar {
            // Every fifth schedule is over.
            let start = builtAt + .days(number % 5 == 0 ? -2 : number)
            schedules = [
                Schedule(
                    id: Identifier(stored: "sch_\(number)"), code: "J\(number)", startsAt: start,
                    endsAt: nil, seats: 10, seatsTaken: number % 11, regency: regency)
            ]
        }
        let listing = Listing(
            platformID: platforms.keys.sorted()[number % 3], externalID: "\(number)", title: title,
            description: "<p>\(description)</p>", provider: "LPK Bina \(number % 6)",
            price: prices[number % 8].map { Money(rupiah: $0) }, delivery: delivery,
            level: [Level.beginner, .intermediate, .advanced, nil][number / 2 % 4],
            language: ["id", "en", nil][number / 3 % 3], durationMinutes: minutes[number % 7],
            skills: skills)
        let digits = String(number, radix: 10)
        let id = "crs_" + String(repeating: "0", count: 26 - digits.count) + digits
        return Course(
            id: Identifier(stored: id), slug: "kursus-\(number)", state: .published,
            categoryID: category, listing: listing, schedules: schedules, ratingCount: number % 4,
            ratingSum: number % 4 * 4, firstSeenAt: builtAt - .days(number / 2), changedAt: builtAt)
    }

    static func contents(_ courses: [Course] = courses) -> CatalogContents {
        CatalogContents(
            courses: courses, categories: categories, platformNames: platforms, regions: regions,
            settings: settings)
    }

    static func snapshot(_ courses: [Course] = courses, version: Int64 = 1) -> CatalogSnapshot {
        CatalogSnapshot(contents(courses), version: version, builtAt: builtAt)
    }
}

/// A page as a client reads it.
struct ReadPage: Decodable {
    struct Item: Decodable {
        struct Named: Decodable, Equatable {
            let id: String
            let name: String
        }

        struct Next: Decodable {
            struct Regency: Decodable {
                let code: String
                let name: String
            }

            let code: String
            let starts_at: Instant
            let seats_left: Int?
            let regency: Regency?
        }

        let id: String
        let slug: String
        let title: String
        let provider: String?
        let platform: Named
        let category: Named?
        let price: Int?
        let delivery: String?
        let level: String?
        let language: String?
        let duration_minutes: Int?
        let rating: Double?
        let rating_count: Int
        let image_url: String?
        let next_schedule: Next?
    }

    struct Count: Decodable, Equatable {
        let value: String
        let label: String
        let count: Int
    }

    let items: [Item]
    let facets: [String: [Count]]
    let total: Int
    let next_cursor: String?
    let corrected_query: String?

    init(
        _ parameters: [(name: String, value: String)], of snapshot: CatalogSnapshot,
        language: LabelLanguage = .indonesian
    ) throws {
        let page = snapshot.page(try snapshot.query(parameters, language: language))
        self = try JSON.decode(ReadPage.self, from: page.body.bytes)
    }
}
