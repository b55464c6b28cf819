import Catalog

/// The reasons of a refused purchase as a participant reads them. The words of the interface for
/// machines are English; the Indonesian ones follow from the reason's code.
struct RefusalWords {
    let say: Wording

    func detail(_ reason: Refusal.Reason) -> String {
        guard say.language == .indonesian, let words = Self.indonesian[reason.code] else {
            return reason.detail
        }
        return words.detail
    }

    func fix(_ reason: Refusal.Reason) -> String {
        guard say.language == .indonesian, let words = Self.indonesian[reason.code] else {
            return reason.fix
        }
        return words.fix
    }

    private static let indonesian: [String: (detail: String, fix: String)] = [
        "no_card": (
            "Kamu belum punya kartu pelatihan.",
            "Ikuti gelombang pendaftaran: kartu diberikan saat diterima."
        ),
        "card_revoked": ("Kartumu dicabut; saldonya kembali ke negara.", ""),
        "card_expired": ("Masa pakai saldo kartumu sudah berakhir.", ""),
        "first_purchase_window_passed": (
            "Batas waktu membeli pelatihan pertama sudah lewat.", ""
        ),
        "further_purchase_window_not_open": (
            "Waktu membeli yang pertama sudah lewat.",
            "Selesaikan pelatihan pertamamu, lalu beri nilai dan ulasan: itu membuka waktu baru."
        ),
        "further_purchase_window_passed": (
            "Waktu membeli pelatihan berikutnya sudah lewat.", ""
        ),
        "one_course_at_a_time": (
            "Skemamu mengizinkan satu pelatihan pada satu waktu, dan satu masih berjalan.",
            "Selesaikan pelatihan itu, atau batalkan bila belum dimulai."
        ),
        "already_bought": (
            "Kelas ini sudah pernah kamu beli; kelas yang sama tidak dibeli dua kali.",
            "Pilih kelas lain."
        ),
        "course_not_for_sale": ("Kelas ini sedang tidak dijual.", "Pilih kelas lain."),
        "course_unpriced": (
            "Platform tidak menyebut harga kelas ini.", "Pilih kelas lain, atau kembali nanti."
        ),
        "balance_too_low": (
            "Saldo kartumu tidak cukup untuk kelas ini.", "Pilih kelas yang lebih murah."
        ),
        "schedule_required": ("Kelas ini punya jadwal.", "Pilih salah satu jadwal."),
        "schedule_unknown": ("Jadwal itu tidak ada lagi.", "Pilih jadwal lain."),
        "schedule_begun": ("Jadwal itu sudah dimulai.", "Pilih jadwal lain."),
        "schedule_full": ("Semua kursi jadwal itu sudah terisi.", "Pilih jadwal lain."),
    ]
}
