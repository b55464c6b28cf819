import Catalog

/// The titles of problems by code, as people read them.
enum ProblemTitles {
    static func title(_ code: String, _ language: LabelLanguage) -> String {
        guard let title = titles[code] else {
            return language == .indonesian
                ? "Permintaan tidak dapat dipenuhi" : "The request cannot be met"
        }
        return language == .indonesian ? title.indonesian : title.english
    }

    static let titles: [String: (indonesian: String, english: String)] = [
        "account_number_malformed": ("Nomor rekening keliru", "The account number is not valid"),
        "address_invalid": ("Alamat keliru", "The address is not valid"),
        "already_rated": ("Sudah dinilai", "Already rated"),
        "body_too_large": ("Isi permintaan terlalu besar", "The body is too large"),
        "busy": ("Layanan sedang penuh", "The service is full"),
        "cancel_refused": ("Pembatalan ditolak", "The cancellation is refused"),
        "code_refused": ("Kode tidak cocok", "The code does not fit"),
        "duplicate_key": ("Idempotency-Key lebih dari satu", "More than one Idempotency-Key"),
        "email_taken": ("Surel sudah dipakai", "The e-mail address is taken"),
        "category_in_use": ("Kategori masih dipakai", "The category is in use"),
        "category_invalid": ("Kategori keliru", "The category is not valid"),
        "flag_gone": ("Penandaan sudah tidak berlaku", "The flag is gone"),
        "flag_not_dismissed": ("Penandaan masih terbuka", "The flag is not dismissed"),
        "forbidden": ("Peran Anda tidak berwenang", "Your role may not do this"),
        "foreign_form": ("Formulir tidak dikenali", "The form is not one of ours"),
        "head_too_large": ("Tajuk permintaan terlalu panjang", "The request head is too large"),
        "target_too_long": ("Alamat terlalu panjang", "The address is too long"),
        "idempotency_key_invalid":
            ("Idempotency-Key tidak sah", "The Idempotency-Key is not valid"),
        "idempotency_key_missing": ("Idempotency-Key tidak ada", "The Idempotency-Key is missing"),
        "idempotency_key_reused":
            ("Idempotency-Key sudah dipakai", "The Idempotency-Key was used for something else"),
        "internal_error": ("Terjadi kesalahan pada layanan", "Something failed on our side"),
        "invalid_body": ("Isi permintaan keliru", "The body is not valid"),
        "invalid_cursor": ("Penanda halaman tidak sah", "The cursor is not valid"),
        "invalid_parameter": ("Parameter keliru", "A parameter is not valid"),
        "invitation_refused": ("Undangan tidak berlaku", "The invitation does not count"),
        "last_operator": ("Operator terakhir", "The last operator"),
        "launch_refused": ("Kelas tidak dapat dibuka", "The course cannot be opened"),
        "malformed_json": ("JSON tidak dapat dibaca", "The JSON cannot be read"),
        "malformed_request": ("Permintaan tidak dapat dibaca", "The request cannot be read"),
        "method_not_allowed": ("Metode tidak diizinkan", "The method is not allowed"),
        "no_course_address": ("Alamat kelas tidak ada", "The course has no address"),
        "not_to_invite": ("Tidak dapat diundang", "Not to be invited"),
        "not_completed": ("Pelatihan belum selesai", "The course is not completed"),
        "nik_impossible_birth_date": ("NIK keliru", "The NIK is not valid"),
        "nik_impossible_district": ("NIK keliru", "The NIK is not valid"),
        "nik_not_16_digits": ("NIK keliru", "The NIK is not valid"),
        "nik_unknown_regency": ("NIK keliru", "The NIK is not valid"),
        "not_confirmed": ("Pesanan belum dikonfirmasi", "The order is not confirmed"),
        "not_found": ("Tidak ditemukan", "Not found"),
        "outcome_unknown": ("Hasil belum diketahui", "The outcome is not known"),
        "own_role": ("Peran sendiri", "One's own role"),
        "password_refused": ("Kata sandi ditolak", "The password will not do"),
        "precondition_failed": ("Data sudah berubah", "It has changed since"),
        "precondition_required": ("If-Match diperlukan", "If-Match is needed"),
        "price_out_of_range": ("Harga di luar batas", "The price is out of range"),
        "purchase_refused": ("Pembelian ditolak", "The purchase is refused"),
        "rate_limited": ("Terlalu banyak permintaan", "Too many requests"),
        "rating_refused": ("Penilaian ditolak", "The rating is refused"),
        "too_many_words": ("Terlalu banyak entri", "There are too many entries"),
        "word_taken": ("Kata sudah dipakai", "The word is taken"),
        "words_invalid": ("Kata-kata keliru", "The words are not valid"),
        "report_length": ("Panjang laporan keliru", "The report's length is not valid"),
        "review_length": ("Panjang ulasan keliru", "The review's length is not valid"),
        "score_refused": ("Nilai ditolak", "The score is refused"),
        "sign_in_failed": ("Gagal masuk", "Sign-in failed"),
        "stars_out_of_range": ("Jumlah bintang keliru", "The stars are out of range"),
        "staff_refused": ("Data staf ditolak", "The staff data is refused"),
        "staff_sign_in_failed": ("Gagal masuk", "Sign-in failed"),
        "statement_conflict":
            ("Pernyataan berbeda dengan nomor sama", "Another statement has this id"),
        "stopping": ("Layanan sedang berhenti", "The service is stopping"),
        "storage_full": ("Penyimpanan penuh", "The storage is full"),
        "storage_unavailable": ("Penyimpanan tidak tersedia", "The storage is not available"),
        "sync_running": ("Sinkronisasi sedang berjalan", "A sync is running"),
        "too_slow": ("Permintaan terlalu lambat", "The request came too slowly"),
        "unauthorized": ("Perlu masuk", "Sign-in is needed"),
        "unsupported_encoding": ("Penyandian tidak didukung", "The encoding is not supported"),
        "unsupported_media_type":
            ("Jenis isi tidak didukung", "The media type is not supported"),
        "webhook_not_verifiable":
            ("Panggilan balik belum dapat diperiksa", "The callback cannot be verified now"),
        "webhook_refused": ("Panggilan balik ditolak", "The callback is refused"),
        "action_refused":
            ("Keadaan pelatihan tidak mengizinkan", "The course's state does not allow it"),
        "already_so": ("Sudah demikian", "It is so already"),
        "bulk_size": ("Jumlah pelatihan keliru", "The number of courses is not valid"),
        "bulk_too_old": ("Terlalu lama untuk dibatalkan", "Too old to be undone"),
        "bulk_undone": ("Sudah dibatalkan", "Undone already"),
        "course_id_malformed": ("Nomor pelatihan keliru", "A course's id is not valid"),
        "moment_out_of_range": ("Saat di luar batas", "The moment is out of range"),
        "moved_on": ("Pelatihan sudah berubah", "The course has moved on"),
        "not_overridable": ("Bidang tidak dapat diganti", "The field cannot be overridden"),
        "nothing_proposed": ("Belum ada usulan", "Nothing is proposed"),
        "override_invalid": ("Nilai pengganti keliru", "The value is not valid"),
        "own_proposal": ("Usulan Anda sendiri", "Your own proposal"),
        "proposal_closed": ("Usulan sudah diputuskan", "The proposal is decided"),
        "proposal_expired": ("Usulan kedaluwarsa", "The proposal has expired"),
        "proposal_stale": ("Pelatihan berubah sejak diusulkan", "The course has changed since"),
        "reason_length": ("Alasan kosong atau terlalu panjang", "The reason is empty or too long"),
        "wrong_password": ("Kata sandi lama keliru", "The old password is not right"),
        "xapi_version_missing": ("Versi xAPI tidak ada", "The xAPI version is missing"),
    ]
}
