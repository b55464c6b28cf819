/// Why a course is put before a curator: one case for each thing that public audits of the
/// programme found, or that its rules forbid.
public enum FlagRule: String, Sendable, Codable, CaseIterable {
    case forbiddenClaim = "forbidden_claim"
    case ownProvider = "own_provider"
    case abovePublicPrice = "above_public_price"
    case cheaperElsewhere = "cheaper_elsewhere"
    case priceJumped = "price_jumped"
    case nearDuplicate = "near_duplicate"
    case tooShort = "too_short"
    case fastCompletions = "fast_completions"
    case manyRefunds = "many_refunds"
    case manyComplaints = "many_complaints"
    case reported

    /// As people read it in a list.
    public var label: Label {
        switch self {
        case .forbiddenClaim: Label(indonesian: "Janji terlarang", english: "Forbidden claim")
        case .ownProvider:
            Label(indonesian: "Lembaga milik platform", english: "Provider owned by the platform")
        case .abovePublicPrice:
            Label(indonesian: "Di atas harga umum", english: "Above the public price")
        case .cheaperElsewhere:
            Label(indonesian: "Lebih murah di platform lain", english: "Cheaper elsewhere")
        case .priceJumped: Label(indonesian: "Harga melonjak", english: "Price jumped")
        case .nearDuplicate: Label(indonesian: "Nyaris sama", english: "Near-duplicate")
        case .tooShort: Label(indonesian: "Terlalu singkat", english: "Too short")
        case .fastCompletions:
            Label(indonesian: "Selesai terlalu cepat", english: "Completed too fast")
        case .manyRefunds: Label(indonesian: "Banyak pembatalan", english: "Many refunds")
        case .manyComplaints:
            Label(indonesian: "Banyak penilaian buruk", english: "Many low ratings")
        case .reported: Label(indonesian: "Dilaporkan peserta", english: "Reported")
        }
    }

    /// What the rule says, in a sentence.
    public var meaning: Label {
        switch self {
        case .forbiddenClaim:
            Label(
                indonesian: "Judul atau uraian menjanjikan sesuatu dari daftar terlarang.",
                english: "The title or the description promises something that a list forbids.")
        case .ownProvider:
            Label(
                indonesian: "Platform yang menjual kelas ini memiliki lembaganya.",
                english: "The platform that sells the course owns its provider.")
        case .abovePublicPrice:
            Label(
                indonesian: "Kelas ini lebih mahal daripada harganya untuk umum.",
                english: "The course costs more than it costs the public.")
        case .cheaperElsewhere:
            Label(
                indonesian: "Kelas yang sama gratis atau lebih murah di platform lain.",
                english: "The same course is free or cheaper on another platform.")
        case .priceJumped:
            Label(
                indonesian: "Harga naik tajam dalam waktu singkat.",
                english: "The price rose steeply within a short time.")
        case .nearDuplicate:
            Label(
                indonesian: "Isinya nyaris sama dengan kelas yang lebih dulu ada.",
                english: "It says nearly the same as a course that was there before.")
        case .tooShort:
            Label(
                indonesian: "Lebih singkat daripada batas terendah skema mana pun.",
                english: "It is shorter than the least that any scheme asks for.")
        case .fastCompletions:
            Label(
                indonesian: "Peserta selesai lebih cepat daripada lama kelasnya.",
                english: "People complete it in less time than it lasts.")
        case .manyRefunds:
            Label(
                indonesian: "Bagian pesanan yang dibatalkan atau dikembalikan tinggi.",
                english: "A high share of its orders is cancelled or refunded.")
        case .manyComplaints:
            Label(
                indonesian: "Bagian penilaian satu atau dua bintang tinggi.",
                english: "A high share of its ratings is one or two stars.")
        case .reported:
            Label(
                indonesian: "Peserta melaporkan kelas ini.",
                english: "Participants reported the course.")
        }
    }
}
