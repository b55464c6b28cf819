import Catalog

/// What curators read about the files they bring.
struct FileWords: Sendable {
    let say: Wording

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
}
