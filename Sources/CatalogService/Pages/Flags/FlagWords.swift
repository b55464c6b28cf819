import Catalog

/// What curators read about flags, words and files.
struct FlagWords: Sendable {
    let say: Wording

    func state(_ state: Flag.State) -> String {
        switch state {
        case .open: say.plain("Terbuka", "Open")
        case .dismissed: say.plain("Dikesampingkan", "Dismissed")
        case .gone: say.plain("Sudah hilang", "Gone")
        }
    }

    func badge(_ state: Flag.State) -> HTML {
        switch state {
        case .open: "<span class=\"state bad\">\(self.state(state))</span>"
        case .dismissed, .gone: "<span class=\"state\">\(self.state(state))</span>"
        }
    }

    func state(_ state: CourseImport.State) -> String {
        switch state {
        case .checking: say.plain("Sedang diperiksa", "Being checked")
        case .checked: say.plain("Sudah diperiksa", "Checked")
        case .applying: say.plain("Sedang dijalankan", "Being applied")
        case .done: say.plain("Selesai", "Done")
        case .undoing: say.plain("Sedang diurungkan", "Being undone")
        case .undone: say.plain("Diurungkan", "Undone")
        }
    }

    func outcome(_ outcome: ImportEntry.Outcome) -> String {
        switch outcome {
        case .change: say.plain("Akan berubah", "Would change")
        case .refused: say.plain("Ditolak", "Refused")
        case .applied: say.plain("Berubah", "Changed")
        case .proposed: say.plain("Menunggu orang kedua", "Waits for a second person")
        case .undone: say.plain("Diurungkan", "Undone")
        case .kept: say.plain("Dibiarkan", "Left alone")
        }
    }

    /// A refusal in the reader's language.
    func refusal(_ refusal: Refusal) -> String {
        guard say.language == .indonesian, let words = Self.indonesian[refusal.code] else {
            return CurationWords(say: say).refusal(refusal)
        }
        return words
    }

    /// Why a row or field of a file is refused.
    func detail(of entry: ImportEntry) -> String? {
        guard let detail = entry.detail, say.language == .indonesian else { return entry.detail }
        if let match = detail.wholeMatch(of: /the course stands in line (\d+) already/) {
            return "Kelas ini sudah ada di baris \(match.1)."
        }
        if let match = detail.wholeMatch(of: /(\d+) fields where the head has (\d+)/) {
            return "Ada \(match.1) isian, padahal baris pertama menyebut \(match.2) kolom."
        }
        switch detail {
        case "there is no such course": return "Kelas ini tidak ada."
        case "`id` is no course's id": return "Isi kolom id bukan id kelas."
        case _ where detail.hasSuffix("is not UTF-8"): return "Ada huruf yang bukan UTF-8."
        case _ where entry.outcome == .refused && entry.column.isEmpty:
            return "Baris ini tidak dapat dibaca: periksa tanda kutip dan komanya."
        case _ where entry.outcome == .refused: return CurationWords(say: say).unusable
        default: return detail
        }
    }

    private static let indonesian = [
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

extension PagePath {
    static let flags = staff("kurasi", "tanda")
    static let categoryWords = staff("kurasi", "kategori")
    static let files = staff("kurasi", "berkas")
    static let exportFile = staff("kurasi", "berkas", "ekspor")

    static func flag(_ id: Identifier<Flag>) -> PagePath { staff("kurasi", "tanda", id.value) }

    static func publicPrice(_ id: Identifier<Flag>) -> PagePath {
        staff("kurasi", "tanda", id.value, "harga")
    }

    static func categoryWords(_ id: String) -> PagePath { staff("kurasi", "kategori", id) }

    static func words(_ kind: WordGroup.Kind) -> PagePath {
        staff("kurasi", kind == .skill ? "keterampilan" : "sinonim")
    }

    static func words(_ group: WordGroup) -> PagePath {
        staff("kurasi", group.kind == .skill ? "keterampilan" : "sinonim", group.id.value)
    }

    static func file(_ id: Identifier<CourseImport>) -> PagePath {
        staff("kurasi", "berkas", id.value)
    }

    static func fileErrors(_ id: Identifier<CourseImport>) -> PagePath {
        staff("kurasi", "berkas", id.value, "kesalahan")
    }

    static func report(_ slug: String) -> PagePath {
        PagePath(returning: course(slug).text + "/lapor") ?? courses
    }
}

extension StaffSection {
    static let flags = StaffSection(
        path: .flags, roles: CurationRoutes.readers,
        label: { $0("Tanda", "Flags") },
        about: {
            $0(
                "Kelas yang perlu dilihat: aturan mana, dan fakta apa.",
                "Courses to look at: by which rule, and on which facts.")
        })

    static let words = StaffSection(
        path: .categoryWords, roles: CurationRoutes.readers,
        label: { $0("Kata", "Words") },
        about: {
            $0(
                "Kategori, keterampilan dan sinonim; langsung berlaku di katalog.",
                "Categories, skills and synonyms; live in the catalogue at once.")
        })

    static let files = StaffSection(
        path: .files, roles: CurationRoutes.readers,
        label: { $0("Berkas", "Files") },
        about: {
            $0("Katalog sebagai CSV, keluar dan masuk.", "The catalogue as CSV, out and in.")
        })
}
