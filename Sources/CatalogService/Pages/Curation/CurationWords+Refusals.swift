import Catalog

extension CurationWords {
    /// A refusal in the reader's language.
    func refusal(_ refusal: Refusal) -> String {
        guard say.language == .indonesian else { return refusal.detail }
        return Self.indonesian[refusal.code] ?? refusal.detail
    }

    /// A value that a field does not take.
    var unusable: String {
        say.plain(
            Self.indonesian["override_invalid"] ?? "", "This value cannot be used as it is.")
    }

    private static let indonesian = [
        "action_refused": "Keadaan pelatihan ini tidak mengizinkannya.",
        "already_so": "Sudah demikian; tidak ada yang berubah.",
        "bulk_size": "Pilih paling sedikit satu pelatihan, dan jangan lebih dari batas.",
        "bulk_too_old": "Sudah lewat sehari: putuskan satu per satu.",
        "bulk_undone": "Sudah diurungkan.",
        "moved_on": "Pelatihan ini sudah diubah lagi sejak itu.",
        "nothing_proposed": "Belum ada yang mengusulkan penerbitannya.",
        "not_found": "Tidak ditemukan.",
        "override_invalid": "Nilai ini tidak dapat dipakai: periksa bentuk dan panjangnya.",
        "own_proposal": "Ini usulanmu sendiri: orang lain yang menyetujuinya.",
        "precondition_failed": "Pelatihan ini berubah sejak kamu membukanya. Periksa lagi.",
        "proposal_closed": "Usulan ini sudah diputuskan.",
        "proposal_expired": "Usulan ini kedaluwarsa: usulkan kembali.",
        "proposal_stale": "Pelatihan berubah sejak diusulkan: periksa, lalu usulkan kembali.",
        "reason_length": "Tulis alasan, paling panjang 500 huruf.",
        "flag_gone": "Faktanya sudah tidak demikian: tidak ada yang perlu diputuskan.",
        "flag_not_dismissed": "Tanda ini masih terbuka.",
        "price_out_of_range": "Tulis harga dari 0 sampai satu miliar rupiah.",
        "address_invalid": "Tulis alamat http atau https tanpa nama pengguna.",
        "category_in_use":
            "Masih ada kelas di kategori ini: pindahkan kata-katanya ke kategori lain dulu.",
        "category_invalid":
            "Periksa: id huruf kecil, nama dalam dua bahasa, dan kata yang belum dipakai.",
        "words_invalid": "Periksa: kata tidak kosong, tidak terlalu panjang, dan cukup banyak.",
        "word_taken": "Salah satu kata sudah dipakai keterampilan lain.",
        "too_many_words": "Entri sudah terlalu banyak: hapus yang tidak perlu.",
        "file_unreadable":
            "Berkas tidak dapat dibaca: periksa baris pertama, kolom id, dan nama kolomnya.",
        "file_too_large":
            "Berkas lebih besar dari 4 MB: bagi menjadi beberapa, masing-masing dengan baris "
            + "pertamanya.",
        "import_not_ready": "Tunggu sampai selesai diperiksa; yang sudah selesai tidak diulang.",
        "too_many_imports": "Terlalu banyak impor berjalan: tunggu sampai salah satu selesai.",
    ]
}
