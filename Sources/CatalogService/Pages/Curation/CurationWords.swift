import Catalog
import SQL

/// What curators read: states, fields, actions, and who did something.
struct CurationWords: Sendable {
    let say: Wording
    /// Names by id, of those who are spoken of.
    var names: [String: String] = [:]

    /// The names of these authors; syncs are called so.
    static func names(
        of authors: some Sequence<String>, in database: any Database
    ) throws -> [String: String] {
        var names: [String: String] = [:]
        for author in Set(authors) {
            guard let id = Identifier<Staff>(author) else { continue }
            names[author] = try StaffStore(database).staff(id)?.name
        }
        return names
    }

    func name(_ author: String) -> String {
        if author.hasPrefix(SyncReport.idPrefix + "_") { return say.plain("Sinkronisasi", "Sync") }
        return names[author] ?? author
    }

    func state(_ state: Course.State) -> String {
        switch state {
        case .draft: say.plain("Rancangan", "Draft")
        case .inReview: say.plain("Ditinjau", "In review")
        case .published: say.plain("Terbit", "Published")
        case .suspended: say.plain("Ditangguhkan", "Suspended")
        case .withdrawn: say.plain("Ditarik", "Withdrawn")
        case .delisted: say.plain("Dihapus platform", "Delisted by the platform")
        }
    }

    func badge(_ state: Course.State) -> HTML {
        switch state {
        case .published: .badge(self.state(state), .good)
        case .suspended, .withdrawn, .delisted:
            .badge(self.state(state), .bad)
        case .draft, .inReview: .badge(self.state(state))
        }
    }

    func action(_ action: BulkCommand.Action) -> String {
        switch action {
        case .submit: say.plain("Ajukan untuk ditinjau", "Submit for review")
        case .sendBack: say.plain("Kembalikan ke rancangan", "Send back to draft")
        case .publish: say.plain("Usulkan terbit", "Propose to publish")
        case .suspend: say.plain("Tangguhkan", "Suspend")
        case .withdraw: say.plain("Tarik", "Withdraw")
        case .reopen: say.plain("Buka kembali", "Reopen")
        case .confirm: say.plain("Setujui terbit", "Confirm the publication")
        case .look: say.plain("Tandai sudah dilihat", "Mark as looked at")
        }
    }

    /// What was decided: an action, or an undo.
    func decided(_ action: String) -> String {
        BulkCommand.Action(rawValue: action).map(self.action)
            ?? say.plain("Urungkan", "Undo")
    }

    /// What was done just now; nil for a word that is none of ours.
    func done(_ word: String) -> String? {
        switch word {
        case "diputuskan": say.plain("Sudah diputuskan.", "It is decided.")
        case "diusulkan":
            say.plain(
                "Sudah diusulkan: kurator lain perlu menyetujuinya.",
                "It is proposed: another curator has to confirm it.")
        case "diganti":
            say.plain(
                "Sudah diganti; sinkronisasi tidak mengubahnya.",
                "It is overridden; no sync changes it.")
        case "dilepas": say.plain("Nilai platform berlaku lagi.", "The platform's value holds.")
        case "dilihat": say.plain("Keluar dari antrean.", "It is out of the queue.")
        case "ditolak": say.plain("Usulan ditutup.", "The proposal is closed.")
        default: nil
        }
    }

    func kind(_ kind: QueueKind) -> String {
        switch kind {
        case .new: say.plain("Baru", "New")
        case .changed: say.plain("Berubah", "Changed")
        case .flagged: say.plain("Ditandai", "Flagged")
        case .held: say.plain("Ditahan", "Held")
        case .proposed: say.plain("Diusulkan", "Proposed")
        }
    }

    func field(_ name: String) -> String {
        CourseField(rawValue: name).map(field) ?? name
    }

    func field(_ field: CourseField) -> String {
        switch field {
        case .state: say.plain("Keadaan", "State")
        case .title: say.plain("Judul", "Title")
        case .description: say.plain("Uraian", "Description")
        case .provider: say.plain("Lembaga", "Provider")
        case .sourceCategory: say.plain("Kata kategori platform", "Platform's category")
        case .categoryID: say.plain("Kategori", "Category")
        case .price: say.plain("Harga", "Price")
        case .delivery: say.plain("Cara belajar", "Delivery")
        case .level: say.plain("Tingkat", "Level")
        case .language: say.plain("Bahasa pengantar", "Language")
        case .durationMinutes: say.plain("Durasi", "Duration")
        case .skills: say.plain("Keterampilan", "Skills")
        case .url: say.plain("Alamat", "Address")
        case .imageURL: say.plain("Alamat gambar", "Image address")
        case .schedules: say.plain("Jadwal", "Dates")
        }
    }

    /// Longest text of a field that stands in a table; the rest is cut.
    static let valueCharactersMax = 240

    /// A field's text as people read it.
    func value(_ text: String?, of field: CourseField) -> String {
        guard let text, !text.isEmpty else { return "–" }
        switch field {
        case .price: return Int64(text).map { say.price(Money(rupiah: $0)) } ?? text
        case .durationMinutes: return Int(text).map { say.duration(minutes: $0) } ?? text
        case .state: return Course.State(rawValue: text).map(state) ?? text
        case .description: return shortened(SafeHTML(stored: text).plainText)
        case .skills:
            let skills = try? JSON.decode([String].self, from: Array(text.utf8))
            return shortened(skills?.joined(separator: ", ") ?? text)
        case .schedules:
            let dates = try? JSON.decode([ListedSchedule].self, from: Array(text.utf8))
            return shortened(
                dates?.map { "\($0.code): \(say.moment($0.startsAt))" }.joined(separator: "; ")
                    ?? text)
        default: return field.label(of: text).map(say.label) ?? shortened(text)
        }
    }

    private func shortened(_ text: String) -> String {
        text.count > Self.valueCharactersMax
            ? text.prefix(Self.valueCharactersMax) + "…" : text
    }
}
